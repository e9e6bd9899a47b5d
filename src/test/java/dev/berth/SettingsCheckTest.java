package dev.berth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.account.AccountConfig;
import dev.berth.dataset.DatasetConfig;
import dev.berth.image.ImageConfig;
import dev.berth.lease.QueueConfig;
import dev.berth.node.NodeConfig;
import dev.berth.notify.NotifyConfig;
import dev.berth.plan.PlanConfig;
import dev.berth.watchdog.WatchdogConfig;
import io.quarkus.runtime.configuration.DurationConverter;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsCheckTest {

  @Test
  void findsNothingWrongWithTheDefaults() {
    assertThat(check(Map.of(), 8080)).isEmpty();
  }

  @Test
  void tellsEverythingThatIsWrongAtOnce() {
    var settings =
        Map.of(
            "berth.node.first-port", "23000",
            "berth.node.last-port", "22000",
            "berth.node.bind-address", "gpu1",
            "berth.plan.max-memory", "much",
            "berth.plan.default-term", "9d",
            "berth.image.catalogue.debian", "not an image");

    assertThat(check(settings, 8080))
        .containsExactlyInAnyOrder(
            "berth.node.first-port must be at most berth.node.last-port (22000), not '23000'",
            "berth.node.bind-address must be an IP address of this machine, or 0.0.0.0, not 'gpu1'",
            "berth.plan.max-memory must be a size like 512m or 64g, not 'much'",
            "berth.plan.default-term must be at most berth.plan.max-term (7d), not '9d'",
            "berth.image.catalogue.debian must be an image reference like debian:bookworm-slim,"
                + " not 'not an image'");
  }

  @Test
  void wantsRootsOfDatasetsAsTheyAreOnTheHost() {
    assertThat(check(Map.of("berth.dataset.roots", "data,/srv/../etc,/mnt"), 8080))
        .containsExactly(
            "berth.dataset.roots must be absolute, like /data/imagenet, not 'data'",
            "berth.dataset.roots must be written without '..', '.', '//' and a '/' at the end,"
                + " not '/srv/../etc'");
  }

  @Test
  void wantsTimesOfTheQueueThatCanBeReckonedWith() {
    var settings =
        Map.of(
            "berth.queue.half-life", "0s",
            "berth.queue.settle", "PT-1S",
            "berth.queue.patience", "PT-1S");
    assertThat(check(settings, 8080))
        .containsExactly(
            "berth.queue.settle must not be negative, not 'PT-1S'",
            "berth.queue.patience must not be negative, not 'PT-1S'",
            "berth.queue.half-life must be longer than nothing, not '0s'");
    assertThat(check(Map.of("berth.queue.half-life", "4000d"), 8080))
        .containsExactly("berth.queue.half-life must be at most 3650d, not '4000d'");
  }

  @Test
  void putsNothingOffForLongerThanAClockMayBeAhead() {
    assertThat(check(Map.of("berth.watchdog.max-back-off", "5m"), 8080))
        .containsExactly("berth.watchdog.max-back-off must be at most 4m, not '5m'");
  }

  @Test
  void asksSshServersAtAnInterval() {
    assertThat(check(Map.of("berth.watchdog.health-every", "0s"), 8080))
        .containsExactly("berth.watchdog.health-every must be longer than nothing, not '0s'");
  }

  @Test
  void keepsTheWebOutOfThePortsForWorkspaces() {
    assertThat(check(Map.of(), 22_500))
        .containsExactly(
            "quarkus.http.port must be outside of the ports for workspaces (22000 to 22999), not"
                + " '22500'");
  }

  @Test
  void holdsTheDefaultMemoryToTheMost() {
    assertThat(check(Map.of("berth.plan.max-memory", "2g"), 8080))
        .containsExactly(
            "berth.plan.default-memory must be at most berth.plan.max-memory (2g), not '4g'");
  }

  @Test
  void wantsTimesOfWarningsThatCanBeKept() {
    var settings =
        Map.of(
            "berth.notify.before", "2h,-1s",
            "berth.notify.give-up-after", "0s",
            "berth.notify.webhook.url", "https://{s3cret}",
            "berth.notify.webhook.timeout", "2m");

    assertThat(check(settings, 8080))
        .containsExactly(
            "berth.notify.before must not be negative, not 'PT-1S'",
            "berth.notify.give-up-after must be longer than nothing, not '0s'",
            "berth.notify.webhook.url must be an http or https address",
            "berth.notify.webhook.timeout must be at most 1m, not '2m'");
  }

  private static List<String> check(Map<String, String> settings, int httpPort) {
    var config =
        new SmallRyeConfigBuilder()
            .withSources(new PropertiesConfigSource(settings, "test", 100))
            .withConverter(Duration.class, 200, new DurationConverter())
            .withMapping(NodeConfig.class)
            .withMapping(PlanConfig.class)
            .withMapping(ImageConfig.class)
            .withMapping(WatchdogConfig.class)
            .withMapping(QueueConfig.class)
            .withMapping(NotifyConfig.class)
            .withMapping(AccountConfig.class)
            .withMapping(DatasetConfig.class)
            .build();
    return SettingsCheck.of(
        new SettingsCheck.Settings(
            config.getConfigMapping(NodeConfig.class),
            config.getConfigMapping(PlanConfig.class),
            config.getConfigMapping(ImageConfig.class),
            new SettingsCheck.Timing(
                config.getConfigMapping(WatchdogConfig.class),
                config.getConfigMapping(QueueConfig.class),
                config.getConfigMapping(NotifyConfig.class)),
            config.getConfigMapping(AccountConfig.class),
            config.getConfigMapping(DatasetConfig.class),
            httpPort));
  }
}
