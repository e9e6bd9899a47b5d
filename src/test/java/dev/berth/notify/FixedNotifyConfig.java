package dev.berth.notify;

import dev.berth.notify.model.Template;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** The defaults of the configuration, with a webhook. */
record FixedNotifyConfig(Mail mail, Webhook webhook) implements NotifyConfig {

  record OfMail(Optional<String> to) implements Mail {}

  record OfWebhook(
      Optional<String> url, Optional<String> secret, Template template, Duration timeout)
      implements Webhook {}

  static FixedNotifyConfig webhook(String url, Template template) {
    return new FixedNotifyConfig(
        new OfMail(Optional.empty()),
        new OfWebhook(Optional.of(url), Optional.of("s3cret"), template, Duration.ofSeconds(2)));
  }

  @Override
  public List<Duration> before() {
    return List.of(Duration.ofHours(24), Duration.ofHours(2), Duration.ofMinutes(15));
  }

  @Override
  public Duration beforeRemoval() {
    return Duration.ofHours(24);
  }

  @Override
  public int tries() {
    return 8;
  }

  @Override
  public Duration giveUpAfter() {
    return Duration.ofHours(6);
  }
}
