package dev.berth.notify;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.berth.notify.model.Channel;
import dev.berth.notify.model.Notice;
import dev.berth.notify.model.Sent;
import dev.berth.notify.model.Template;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Set;

/**
 * Calls the webhook. Redirects are not followed: a notice goes to whom it was meant for, or to
 * nobody. What goes wrong is told without the address, which may be a secret.
 */
@Singleton
class WebhookSender implements Sender {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MOST_ANSWER = 10_000;

  /** Refusals that may pass: too slow, too early, too many. */
  private static final Set<Integer> PASSING = Set.of(408, 425, 429);

  private final NotifyConfig.Webhook config;
  private final InstantSource clock;
  private final HttpClient client;

  WebhookSender(NotifyConfig config, InstantSource clock) {
    this.config = config.webhook();
    this.clock = clock;
    this.client =
        HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(config.webhook().timeout())
            .build();
  }

  @Override
  public Channel channel() {
    return Channel.WEBHOOK;
  }

  @Override
  public boolean isOn() {
    return config.url().isPresent();
  }

  @Override
  public Sent send(Notice notice) throws InterruptedException {
    try {
      var answer = client.send(request(notice), BodyHandlers.ofInputStream());
      try (var body = answer.body()) {
        return judge(answer.statusCode(), body);
      }
    } catch (IOException e) {
      return new Sent.Failed("no answer: " + e.getClass().getSimpleName());
    }
  }

  private HttpRequest request(Notice notice) {
    var now = clock.instant();
    String timestamp = String.valueOf(now.getEpochSecond());
    String body = json(notice, timestamp);
    var request =
        HttpRequest.newBuilder(URI.create(address(now)))
            .timeout(config.timeout())
            .header("Content-Type", "application/json; charset=utf-8")
            .header("User-Agent", "Berth")
            .header("Berth-Notice", notice.id())
            .header("Berth-Timestamp", timestamp)
            .POST(HttpRequest.BodyPublishers.ofString(body, UTF_8));
    config
        .secret()
        .ifPresent(
            secret -> request.header("Berth-Signature", Signature.of(secret, timestamp, body)));
    return request.build();
  }

  /** DingTalk's robots look for their signature in it. */
  private String address(Instant now) {
    String url = config.url().orElseThrow();
    if (config.template() != Template.DINGTALK || config.secret().isEmpty()) {
      return url;
    }
    String timestamp = String.valueOf(now.toEpochMilli());
    return "%s%stimestamp=%s&sign=%s"
        .formatted(
            url,
            url.contains("?") ? "&" : "?",
            timestamp,
            Signature.dingTalk(config.secret().get(), timestamp));
  }

  /** Feishu's bots look for their signature in it. */
  private String json(Notice notice, String timestamp) {
    var body = new LinkedHashMap<>(config.template().render(notice));
    if (config.template() == Template.FEISHU && config.secret().isPresent()) {
      body.put("timestamp", timestamp);
      body.put("sign", Signature.feishu(config.secret().get(), timestamp));
    }
    try {
      return JSON.writeValueAsString(body);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Sent judge(int status, InputStream body) throws IOException {
    if (status >= 500 || PASSING.contains(status)) {
      return new Sent.Failed("answered " + status);
    }
    if (status < 200 || status >= 300) {
      return new Sent.Refused("answered " + status);
    }
    var field = config.template().errorCode();
    if (field.isEmpty()) {
      return new Sent.Delivered();
    }
    var answer = JSON.readTree(body.readNBytes(MOST_ANSWER));
    int code = answer == null ? 0 : answer.path(field.get()).asInt(0);
    return code == 0
        ? new Sent.Delivered()
        : new Sent.Failed("answered " + field.get() + " " + code);
  }
}
