package dev.berth.notify;

import static dev.berth.lease.model.SampleLeases.NOON;
import static dev.berth.notify.SampleNotices.notice;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.notify.model.Sent;
import dev.berth.notify.model.Template;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookSenderTest {

  private final HookServer server = new HookServer();

  @AfterEach
  void close() {
    server.close();
  }

  private Sent send(Template template) throws InterruptedException {
    return send(server.url(), template);
  }

  private static Sent send(String url, Template template) throws InterruptedException {
    return new WebhookSender(FixedNotifyConfig.webhook(url, template), () -> NOON)
        .send(notice("n1"));
  }

  @Test
  void signsWhatItSends() throws Exception {
    assertThat(send(Template.JSON)).isEqualTo(new Sent.Delivered());
    var call = server.calls().getFirst();
    assertThat(call.path()).isEqualTo("/hook?token=t0ken");
    assertThat(call.headers().getFirst("Content-Type")).startsWith("application/json");
    assertThat(call.headers().getFirst("Berth-Notice")).isEqualTo("n1");
    var timestamp = call.headers().getFirst("Berth-Timestamp");
    assertThat(timestamp).isEqualTo(String.valueOf(NOON.getEpochSecond()));
    assertThat(call.headers().getFirst("Berth-Signature"))
        .isEqualTo(Signature.of("s3cret", timestamp, call.body()));
  }

  @Test
  void signsForRobotsWhereTheyLookForIt() throws Exception {
    server.answers(200, "{}").answers(200, "{}");
    send(Template.FEISHU);
    send(Template.DINGTALK);
    String seconds = String.valueOf(NOON.getEpochSecond());
    String millis = String.valueOf(NOON.toEpochMilli());
    assertThat(server.calls().getFirst().body())
        .contains("\"timestamp\":\"" + seconds + "\"")
        .contains("\"sign\":\"" + Signature.feishu("s3cret", seconds) + "\"");
    assertThat(server.calls().getLast().path())
        .isEqualTo(
            "/hook?token=t0ken&timestamp="
                + millis
                + "&sign="
                + Signature.dingTalk("s3cret", millis));
  }

  @ParameterizedTest
  @ValueSource(ints = {301, 302, 307, 308})
  void followsNoRedirect(int status) throws Exception {
    server.answers(status, "");
    assertThat(send(Template.JSON)).isEqualTo(new Sent.Refused("answered " + status));
    assertThat(server.calls()).hasSize(1);
  }

  @Test
  void triesAgainWhatMayPassAndNothingElse() throws Exception {
    server.answers(500, "no").answers(429, "").answers(404, "").answers(204, "");
    assertThat(send(Template.JSON)).isEqualTo(new Sent.Failed("answered 500"));
    assertThat(send(Template.JSON)).isEqualTo(new Sent.Failed("answered 429"));
    assertThat(send(Template.JSON)).isEqualTo(new Sent.Refused("answered 404"));
    assertThat(send(Template.JSON)).isEqualTo(new Sent.Delivered());
  }

  @Test
  void believesNoStatusOfRobotsThatSayMoreInTheBody() throws Exception {
    server
        .answers(200, "{\"errcode\":310000,\"errmsg\":\"keywords not in content\"}")
        .answers(200, "{\"errcode\":0}")
        .answers(200, "{\"code\":9499}")
        .answers(200, "{\"StatusCode\":0}")
        .answers(200, "<html>");
    assertThat(send(Template.DINGTALK)).isEqualTo(new Sent.Failed("answered errcode 310000"));
    assertThat(send(Template.DINGTALK)).isEqualTo(new Sent.Delivered());
    assertThat(send(Template.FEISHU)).isEqualTo(new Sent.Failed("answered code 9499"));
    assertThat(send(Template.FEISHU)).isEqualTo(new Sent.Delivered());
    assertThat(send(Template.FEISHU)).isInstanceOf(Sent.Failed.class);
  }

  @Test
  void waitsNoLongerThanItsTimeoutAndTellsNoAddress() throws Exception {
    try (var mute = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      var sent = send("http://127.0.0.1:" + mute.getLocalPort() + "/t0ken", Template.JSON);
      assertThat(sent).isInstanceOf(Sent.Failed.class);
      assertThat(sent.toString()).doesNotContain("t0ken");
    }
    assertThat(send("http://127.0.0.1:" + closedPort() + "/t0ken", Template.JSON))
        .isEqualTo(new Sent.Failed("no answer: ConnectException"));
  }

  private static int closedPort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }
}
