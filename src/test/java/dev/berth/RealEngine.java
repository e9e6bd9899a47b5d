package dev.berth;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** Berth as it runs in production, only with short times: real engine, real timers. */
public final class RealEngine implements QuarkusTestProfile {

  @Override
  public Map<String, String> getConfigOverrides() {
    return Map.of(
        "berth.watchdog.every", "1s",
        "berth.watchdog.sweep-every", "2s",
        "berth.watchdog.first-back-off", "200ms",
        "berth.watchdog.stop-patience", "3s",
        "berth.plan.grace", "6s",
        "berth.node.first-port", "27000",
        "berth.node.last-port", "27099",
        "berth.image.retry-after", "1s",
        "berth.dataset.roots", "/tmp",
        "berth.image.catalogue.debian",
            System.getProperty("berth.test.source-image", "debian:bookworm-slim"));
  }
}
