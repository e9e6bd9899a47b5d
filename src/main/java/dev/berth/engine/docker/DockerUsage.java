package dev.berth.engine.docker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.dockerjava.api.model.BlkioStatEntry;
import com.github.dockerjava.api.model.CpuStatsConfig;
import com.github.dockerjava.api.model.CpuUsageConfig;
import com.github.dockerjava.api.model.MemoryStatsConfig;
import com.github.dockerjava.api.model.StatisticNetworksConfig;
import com.github.dockerjava.api.model.Statistics;
import dev.berth.engine.model.Counters;
import dev.berth.engine.model.Usage;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Docker's statistics as its own client shows them, of either version of cgroups. */
final class DockerUsage {

  private static final ObjectMapper JSON =
      new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
  private static final double PERCENT = 100;
  private static final double TENTHS = 10;

  private DockerUsage() {}

  /** Empty where the container does not run: then everything is zero. */
  static Optional<Usage> of(Statistics sample) {
    Instant at =
        Instant.parse(Objects.requireNonNullElse(sample.getRead(), "0001-01-01T00:00:00Z"));
    if (at.isBefore(Instant.EPOCH)) {
      return Optional.empty();
    }
    var memory = Optional.ofNullable(sample.getMemoryStats());
    var networks =
        Objects.requireNonNullElse(sample.getNetworks(), Map.<String, StatisticNetworksConfig>of())
            .values();
    return Optional.of(
        new Usage(
            at,
            cpu(sample.getPreCpuStats(), sample.getCpuStats()),
            memory.map(DockerUsage::used).orElse(0L),
            memory.map(MemoryStatsConfig::getLimit).orElse(0L),
            sum(networks, StatisticNetworksConfig::getRxBytes),
            sum(networks, StatisticNetworksConfig::getTxBytes),
            blocks(sample, "read"),
            blocks(sample, "write"),
            Optional.ofNullable(sample.getPidsStats())
                .map(pids -> orZero(pids.getCurrent()))
                .orElse(0L)));
  }

  /** Empty where the container does not run, or the text is none that is known. */
  static Optional<Counters> counters(String json) {
    try {
      var sample = JSON.readValue(json, Statistics.class);
      return of(sample).map(now -> counters(sample, now));
    } catch (JsonProcessingException notKnown) {
      return Optional.empty();
    }
  }

  private static Counters counters(Statistics sample, Usage now) {
    var cpu = Optional.ofNullable(sample.getCpuStats());
    var networks = sample.getNetworks();
    long cpus = Math.max(1, cpu.map(CpuStatsConfig::getOnlineCpus).orElse(1L));
    long system = cpu.map(CpuStatsConfig::getSystemCpuUsage).orElse(0L);
    return new Counters(
        // An engine that does not tell has its clock only.
        system > 0 ? Duration.ofNanos(system / cpus) : Duration.between(Instant.EPOCH, now.at()),
        Duration.ofNanos(
            cpu.map(CpuStatsConfig::getCpuUsage).map(CpuUsageConfig::getTotalUsage).orElse(0L)),
        networks == null || networks.isEmpty() ? null : now.networkRxBytes() + now.networkTxBytes(),
        now.blockReadBytes() + now.blockWriteBytes());
  }

  private static double cpu(@Nullable CpuStatsConfig before, @Nullable CpuStatsConfig now) {
    var usedBefore = before == null ? null : before.getCpuUsage();
    var usedNow = now == null ? null : now.getCpuUsage();
    if (before == null || now == null || usedBefore == null || usedNow == null) {
      return 0;
    }
    double used = orZero(usedNow.getTotalUsage()) - orZero(usedBefore.getTotalUsage());
    double passed = orZero(now.getSystemCpuUsage()) - orZero(before.getSystemCpuUsage());
    // The first sample of a stream has none before it.
    if (before.getSystemCpuUsage() == null || passed <= 0 || used < 0) {
      return 0;
    }
    double percent = used / passed * Math.max(1, orZero(now.getOnlineCpus())) * PERCENT;
    return Math.round(percent * TENTHS) / TENTHS;
  }

  private static long used(MemoryStatsConfig memory) {
    long usage = orZero(memory.getUsage());
    var stats = memory.getStats();
    if (stats == null) {
      return usage;
    }
    long cache =
        orZero(
            stats.getTotalInactiveFile() == null
                ? stats.getInactiveFile()
                : stats.getTotalInactiveFile());
    return cache < usage ? usage - cache : usage;
  }

  private static long blocks(Statistics sample, String operation) {
    if (sample.getBlkioStats() == null) {
      return 0;
    }
    var entries =
        Objects.requireNonNullElse(
            sample.getBlkioStats().getIoServiceBytesRecursive(), List.<BlkioStatEntry>of());
    return sum(
        entries.stream().filter(entry -> operation.equalsIgnoreCase(entry.getOp())).toList(),
        BlkioStatEntry::getValue);
  }

  private static <T> long sum(Collection<T> all, Function<T, @Nullable Long> value) {
    return all.stream().mapToLong(each -> orZero(value.apply(each))).sum();
  }

  private static long orZero(@Nullable Long value) {
    return value == null ? 0 : value;
  }
}
