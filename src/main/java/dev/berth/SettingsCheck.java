package dev.berth;

import dev.berth.account.AccountConfig;
import dev.berth.dataset.DatasetConfig;
import dev.berth.dataset.DatasetPaths;
import dev.berth.idle.IdleConfig;
import dev.berth.image.CatalogImage;
import dev.berth.image.ImageConfig;
import dev.berth.kernel.ByteSize;
import dev.berth.kernel.ClockSkew;
import dev.berth.kernel.DurationText;
import dev.berth.kernel.ImageRef;
import dev.berth.lease.QueueConfig;
import dev.berth.node.NodeConfig;
import dev.berth.notify.NotifyConfig;
import dev.berth.plan.PlanConfig;
import dev.berth.plan.model.Amounts;
import dev.berth.watchdog.WatchdogConfig;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Settings that are readable one by one and still make no sense: what the mappings' own constraints
 * can't see.
 */
final class SettingsCheck {

  /** With a minute to spare: what is put off for longer was so by a clock that was set back. */
  private static final Duration MOST_BACK_OFF = ClockSkew.MOST.minusMinutes(1);

  private static final Duration MOST_HALF_LIFE = Duration.ofDays(3650);

  /** What a claim on a delivery allows for. */
  private static final Duration MOST_CALL = Duration.ofMinutes(1);

  private final List<String> wrong = new ArrayList<>();

  private SettingsCheck() {}

  /** What is looked at. {@code httpPort} is 0 where the system chooses. */
  record Settings(
      NodeConfig node,
      PlanConfig plan,
      ImageConfig image,
      Timing timing,
      AccountConfig account,
      DatasetConfig dataset,
      int httpPort) {}

  /** What goes by time alone. */
  record Timing(
      WatchdogConfig watchdog, QueueConfig queue, NotifyConfig warnings, IdleConfig idle) {}

  /** Everything that is wrong, each line with what to do about it; empty where all is well. */
  static List<String> of(Settings settings) {
    var check = new SettingsCheck();
    check.node(settings.node(), settings.httpPort());
    check.memory(settings.plan());
    check.terms(settings.plan());
    check.images(settings.image());
    check.watchdog(settings.timing().watchdog());
    check.queue(settings.timing().queue());
    check.warnings(settings.timing().warnings());
    check.idle(settings.timing().idle());
    check.positive("berth.account.max-token-ttl", settings.account().maxTokenTtl());
    check.roots(settings.dataset());
    return List.copyOf(check.wrong);
  }

  private void node(NodeConfig node, int httpPort) {
    int first = node.firstPort();
    int last = node.lastPort();
    if (first > last) {
      add("berth.node.first-port", "must be at most berth.node.last-port (" + last + ")", first);
    } else if (first <= httpPort && httpPort <= last) {
      add(
          "quarkus.http.port",
          "must be outside of the ports for workspaces (" + first + " to " + last + ")",
          httpPort);
    }
    address("berth.node.bind-address", node.bindAddress());
  }

  /** The engine publishes on addresses, not on names. */
  private void address(String property, String address) {
    try {
      InetAddress.ofLiteral(address.replaceAll("^\\[|]$", ""));
    } catch (IllegalArgumentException notOne) {
      add(property, "must be an IP address of this machine, or 0.0.0.0", address);
    }
  }

  private void memory(PlanConfig plan) {
    total("berth.plan.max-total-memory", plan.quota().maxTotalMemory());
    total("berth.plan.max-total-shm", plan.quota().maxTotalShm());
    var byDefault = size("berth.plan.default-memory", plan.defaultMemory());
    var most = size("berth.plan.max-memory", plan.maxMemory());
    if (byDefault.isPresent() && most.isPresent() && byDefault.get().compareTo(most.get()) > 0) {
      add(
          "berth.plan.default-memory",
          "must be at most berth.plan.max-memory (" + most.get() + ")",
          byDefault.get());
    }
  }

  private Optional<ByteSize> size(String property, String text) {
    var size = ByteSize.parse(text);
    if (size.isEmpty()) {
      add(property, "must be a size like 512m or 64g", text);
    } else if (size.get().compareTo(PlanConfig.LEAST_MEMORY) < 0) {
      add(property, "must be at least " + PlanConfig.LEAST_MEMORY, text);
    }
    return size;
  }

  private void total(String property, String text) {
    if (size(property, text).filter(size -> size.compareTo(Amounts.MOST_SIZE) > 0).isPresent()) {
      add(property, "must be at most " + Amounts.MOST_SIZE, text);
    }
  }

  private void terms(PlanConfig plan) {
    atMost("berth.plan.default-term", plan.defaultTerm(), "berth.plan.max-term", plan.maxTerm());
    atMost("berth.plan.max-term", plan.maxTerm(), "berth.plan.max-life", plan.maxLife());
    if (plan.defaultTerm().compareTo(PlanConfig.LEAST_TERM) < 0) {
      add(
          "berth.plan.default-term",
          "must be at least " + DurationText.format(PlanConfig.LEAST_TERM),
          plan.defaultTerm());
    }
    notNegative("berth.plan.grace", plan.grace());
    plan.idleStopAfter().ifPresent(after -> notNegative("berth.plan.idle-stop-after", after));
    positive("berth.plan.least-idle-stop-after", plan.leastIdleStopAfter());
  }

  private void images(ImageConfig image) {
    image
        .catalogue()
        .forEach(
            (name, source) -> {
              String property = "berth.image.catalogue." + name;
              if (!name.matches(CatalogImage.NAME_PATTERN)) {
                add(property, "must be named with 1 to 63 of a-z, 0-9 and ._-", name);
              }
              if (!ImageRef.isValid(source)) {
                add(property, "must be an image reference like debian:bookworm-slim", source);
              }
            });
    notNegative("berth.image.retry-after", image.retryAfter());
  }

  private void roots(DatasetConfig dataset) {
    for (String root : dataset.roots()) {
      DatasetPaths.malformed(root).ifPresent(must -> add("berth.dataset.roots", must, root));
    }
  }

  private void watchdog(WatchdogConfig watchdog) {
    positive("berth.watchdog.ready-within", watchdog.readyWithin());
    positive("berth.watchdog.first-back-off", watchdog.firstBackOff());
    atMost(
        "berth.watchdog.first-back-off",
        watchdog.firstBackOff(),
        "berth.watchdog.max-back-off",
        watchdog.maxBackOff());
    if (watchdog.maxBackOff().compareTo(MOST_BACK_OFF) > 0) {
      add(
          "berth.watchdog.max-back-off",
          "must be at most " + DurationText.format(MOST_BACK_OFF),
          watchdog.maxBackOff());
    }
    positive("berth.watchdog.stable-after", watchdog.stableAfter());
    notNegative("berth.watchdog.stop-patience", watchdog.stopPatience());
    notNegative("berth.watchdog.transfer-patience", watchdog.transferPatience());
    positive("berth.watchdog.port-block", watchdog.portBlock());
    positive("berth.watchdog.health-every", watchdog.healthEvery());
  }

  private void queue(QueueConfig queue) {
    notNegative("berth.queue.settle", queue.settle());
    notNegative("berth.queue.patience", queue.patience());
    positive("berth.queue.claim-within", queue.claimWithin());
    positive("berth.queue.half-life", queue.halfLife());
    if (queue.halfLife().compareTo(MOST_HALF_LIFE) > 0) {
      add(
          "berth.queue.half-life",
          "must be at most " + DurationText.format(MOST_HALF_LIFE),
          queue.halfLife());
    }
  }

  private void warnings(NotifyConfig notify) {
    notify.before().forEach(lead -> notNegative("berth.notify.before", lead));
    notNegative("berth.notify.before-removal", notify.beforeRemoval());
    positive("berth.notify.give-up-after", notify.giveUpAfter());
    if (notify.webhook().url().filter(url -> !isAddress(url)).isPresent()) {
      // It may be a secret, and is not repeated.
      wrong.add("berth.notify.webhook.url must be an http or https address");
    }
    positive("berth.notify.webhook.timeout", notify.webhook().timeout());
    if (notify.webhook().timeout().compareTo(MOST_CALL) > 0) {
      add("berth.notify.webhook.timeout", "must be at most 1m", notify.webhook().timeout());
    }
  }

  private void idle(IdleConfig idle) {
    positive("berth.idle.every", idle.every());
    if (idle.every().compareTo(IdleConfig.MOST_EVERY) > 0) {
      add("berth.idle.every", "must be at most 30s", idle.every());
    }
    positive("berth.idle.longest-keep-awake", idle.longestKeepAwake());
  }

  private static boolean isAddress(String url) {
    try {
      return new URI(url).getHost() != null;
    } catch (URISyntaxException notOne) {
      return false;
    }
  }

  private void atMost(String property, Duration value, String other, Duration most) {
    if (value.compareTo(most) > 0) {
      add(property, "must be at most " + other + " (" + DurationText.format(most) + ")", value);
    }
  }

  private void positive(String property, Duration value) {
    if (!value.isPositive()) {
      add(property, "must be longer than nothing", value);
    }
  }

  private void notNegative(String property, Duration value) {
    if (value.isNegative()) {
      add(property, "must not be negative", value);
    }
  }

  private void add(String property, String must, Object value) {
    String shown =
        value instanceof Duration duration && !duration.isNegative()
            ? DurationText.format(duration)
            : String.valueOf(value);
    wrong.add(property + " " + must + ", not '" + shown + "'");
  }
}
