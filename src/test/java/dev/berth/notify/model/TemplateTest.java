package dev.berth.notify.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.berth.notify.SampleNotices;
import org.junit.jupiter.api.Test;

class TemplateTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private static void rendered(Template template, String json) throws JsonProcessingException {
    var body = JSON.writeValueAsString(template.render(SampleNotices.notice("n1")));
    assertThat(JSON.readTree(body)).isEqualTo(JSON.readTree(json));
  }

  @Test
  void tellsProgramsEverything() throws Exception {
    rendered(
        Template.JSON,
        """
        {"id": "n1", "event": "lease.expiry", "at": "2026-01-01T12:00:00Z", "owner": "ada",
         "lease": {"id": "00000000000000000000000001", "name": "box"},
         "endsAt": "2026-01-01T20:00:00Z", "subject": "Lease box ends in 8h",
         "text": "Lease box ends in 8h <soon> & \\"for good\\"."}
        """);
  }

  @Test
  void leavesSlackNothingToTakeForItsMarks() throws Exception {
    rendered(
        Template.SLACK,
        """
        {"text": "*Lease box ends in 8h*\\nada: Lease box ends in 8h &lt;soon&gt; &amp; \\"for good\\"."}
        """);
  }

  @Test
  void sendsTeamsACard() throws Exception {
    rendered(
        Template.TEAMS,
        """
        {"type": "message", "attachments": [{
          "contentType": "application/vnd.microsoft.card.adaptive",
          "content": {
            "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
            "type": "AdaptiveCard", "version": "1.4", "body": [
              {"type": "TextBlock", "text": "Lease box ends in 8h", "weight": "bolder"},
              {"type": "TextBlock", "wrap": true,
               "text": "ada: Lease box ends in 8h <soon> & \\"for good\\"."}]}}]}
        """);
  }

  /** Those answer 200 whatever they think of it. */
  @Test
  void looksForTheErrorCodesOfThoseThatPutThemIntoTheAnswer() {
    assertThat(Template.FEISHU.errorCode()).contains("code");
    assertThat(Template.DINGTALK.errorCode()).contains("errcode");
    assertThat(Template.SLACK.errorCode()).isEmpty();
  }

  @Test
  void sendsFeishuAndDingTalkText() throws Exception {
    rendered(
        Template.FEISHU,
        """
        {"msg_type": "text", "content": {"text":
          "Berth: Lease box ends in 8h\\nada: Lease box ends in 8h <soon> & \\"for good\\"."}}
        """);
    rendered(
        Template.DINGTALK,
        """
        {"msgtype": "text", "text": {"content":
          "Berth: Lease box ends in 8h\\nada: Lease box ends in 8h <soon> & \\"for good\\"."}}
        """);
  }
}
