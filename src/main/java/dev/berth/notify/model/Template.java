package dev.berth.notify.model;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The form in which a webhook's receiver wants a notice, as a tree of plain values for JSON. */
public enum Template {
  /** Berth's own, for programs. */
  JSON {
    @Override
    public Map<String, Object> render(Notice notice) {
      var body = new LinkedHashMap<String, Object>();
      body.put("id", notice.id());
      body.put("event", notice.kind().word());
      body.put("at", notice.at().toString());
      body.put("owner", notice.owner().value());
      var about = notice.about();
      if (about != null) {
        body.put("lease", Map.of("id", about.lease().value(), "name", about.name()));
        body.put("endsAt", about.endsAt().toString());
      }
      body.put("subject", notice.subject());
      body.put("text", notice.text());
      return body;
    }
  },

  /** An incoming webhook; also of Mattermost and Rocket.Chat. */
  SLACK {
    @Override
    public Map<String, Object> render(Notice notice) {
      return Map.of("text", escaped("*" + notice.subject() + "*\n" + addressed(notice)));
    }

    private static String escaped(String text) {
      return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
  },

  /** A workflow of Microsoft Teams that posts when a webhook is called. */
  TEAMS {
    @Override
    public Map<String, Object> render(Notice notice) {
      var title = Map.of("type", "TextBlock", "text", notice.subject(), "weight", "bolder");
      Map<String, Object> text =
          Map.of("type", "TextBlock", "text", addressed(notice), "wrap", true);
      Map<String, Object> card =
          Map.of(
              "$schema",
              "http://adaptivecards.io/schemas/adaptive-card.json",
              "type",
              "AdaptiveCard",
              "version",
              "1.4",
              "body",
              List.of(title, text));
      return Map.of(
          "type",
          "message",
          "attachments",
          List.of(
              Map.of("contentType", "application/vnd.microsoft.card.adaptive", "content", card)));
    }
  },

  /** A custom bot of Feishu or Lark. */
  FEISHU {
    @Override
    public Map<String, Object> render(Notice notice) {
      return Map.of("msg_type", "text", "content", Map.of("text", plain(notice)));
    }

    @Override
    public Optional<String> errorCode() {
      return Optional.of("code");
    }
  },

  /** A custom robot of DingTalk. */
  DINGTALK {
    @Override
    public Map<String, Object> render(Notice notice) {
      return Map.of("msgtype", "text", "text", Map.of("content", plain(notice)));
    }

    @Override
    public Optional<String> errorCode() {
      return Optional.of("errcode");
    }
  };

  public abstract Map<String, Object> render(Notice notice);

  /** Where an answer with status 200 says in its body that all is well, by a 0. */
  public Optional<String> errorCode() {
    return Optional.empty();
  }

  /** A room has many readers: this says who is meant. */
  private static String addressed(Notice notice) {
    return notice.owner() + ": " + notice.text();
  }

  /** The name of Berth in it is what these robots can be told to look for. */
  private static String plain(Notice notice) {
    return "Berth: " + notice.subject() + "\n" + addressed(notice);
  }
}
