package dev.berth;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** Berth as it runs in production, only with short times: real engine, real timers. */
public final class RealEngine implements QuarkusTestProfile {

  @Override
  public Map<String, String> getConfigOverrides() {
    return Map.ofEntries(
        Map.entry("berth.watchdog.every", "1s"),
        Map.entry("berth.watchdog.sweep-every", "2s"),
        Map.entry("berth.watchdog.first-back-off", "200ms"),
        Map.entry("berth.watchdog.stop-patience", "3s"),
        Map.entry("berth.plan.grace", "6s"),
        Map.entry("berth.node.first-port", "27000"),
        Map.entry("berth.node.last-port", "27099"),
        Map.entry("berth.image.retry-after", "1s"),
        Map.entry("berth.dataset.roots", "/tmp"),
        Map.entry("berth.access.max-archive", "40m"),
        Map.entry(
            "berth.image.catalogue.debian",
            System.getProperty("berth.test.source-image", "debian:bookworm-slim")));
  }
}
