package dev.berth.watchdog;

import dev.berth.disk.DiskConfig;
import dev.berth.idle.IdleConfig;
import dev.berth.image.ImageConfig;
import dev.berth.lease.QueueConfig;
import dev.berth.node.NodeConfig;
import dev.berth.plan.PlanConfig;
import dev.berth.plan.QuotaConfig;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** The defaults of the configuration, but for six ports. */
final class FixedConfig {

  static final int FIRST_PORT = 22_000;
  static final int LAST_PORT = 22_005;

  private FixedConfig() {}

  record OfWatchdog(
      String every,
      String sweepEvery,
      Duration readyWithin,
      int attempts,
      Duration firstBackOff,
      Duration maxBackOff,
      Duration stableAfter,
      Duration stopPatience,
      Duration transferPatience,
      Duration portBlock,
      Duration healthEvery,
      int mostAtOnce)
      implements WatchdogConfig {

    OfWatchdog() {
      this(
          "off",
          "off",
          Duration.ofSeconds(60),
          5,
          Duration.ofSeconds(1),
          Duration.ofMinutes(1),
          Duration.ofMinutes(10),
          Duration.ofSeconds(10),
          Duration.ofMinutes(10),
          Duration.ofMinutes(10),
          Duration.ofMinutes(1),
          200);
    }
  }

  record OfPlan(
      int maxLeases,
      Duration defaultTerm,
      Duration maxTerm,
      Duration maxLife,
      Duration grace,
      Optional<Duration> idleStopAfter,
      Duration leastIdleStopAfter,
      String defaultMemory,
      String maxMemory,
      int defaultPids,
      QuotaConfig quota)
      implements PlanConfig {

    OfPlan() {
      this(
          4,
          Duration.ofHours(8),
          Duration.ofDays(7),
          Duration.ofDays(30),
          Duration.ofDays(3),
          Optional.empty(),
          Duration.ofMinutes(1),
          "4g",
          "1t",
          4096,
          new OfQuota());
    }
  }

  record OfQuota(
      int maxRunning,
      int maxKept,
      int maxGpus,
      Optional<Integer> gpuHoursPerWeek,
      double maxTotalCpus,
      String maxTotalMemory,
      String maxTotalShm,
      int maxPorts,
      double weight,
      Optional<String> maxDisk)
      implements QuotaConfig {

    OfQuota() {
      this(32, 32, 8, Optional.empty(), 1024, "8t", "8t", 1024, 1, Optional.empty());
    }
  }

  record OfNode(
      String address,
      String bindAddress,
      Optional<String> probeAddress,
      int firstPort,
      int lastPort)
      implements NodeConfig {

    OfNode() {
      this("127.0.0.1", "127.0.0.1", Optional.empty(), FIRST_PORT, LAST_PORT);
    }
  }

  record OfQueue(Duration settle, Duration patience, Duration claimWithin, Duration halfLife)
      implements QueueConfig {

    OfQueue() {
      this(Duration.ofMinutes(2), Duration.ofDays(2), Duration.ofMinutes(15), Duration.ofDays(7));
    }
  }

  record OfDisk(String leastFree, Optional<String> path, Duration every, Duration patience)
      implements DiskConfig {

    OfDisk(String leastFree) {
      this(leastFree, Optional.of("/"), Duration.ofMinutes(10), Duration.ofHours(24));
    }
  }

  record OfIdle(
      Duration every,
      double cpuPercent,
      long networkBytes,
      long diskBytes,
      int gpuPercent,
      int gpuProcesses,
      Duration longestKeepAwake)
      implements IdleConfig {

    OfIdle() {
      this(Duration.ofSeconds(20), 10, 8_000, 32_000, 5, 1, Duration.ofHours(24));
    }
  }

  record OfImages(Map<String, String> catalogue, Duration retryAfter, int maxOwn)
      implements ImageConfig {

    OfImages() {
      this(Map.of("debian", "debian:bookworm-slim"), Duration.ofSeconds(30), 2);
    }
  }
}
