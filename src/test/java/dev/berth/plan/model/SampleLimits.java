package dev.berth.plan.model;

import dev.berth.kernel.ByteSize;
import java.time.Duration;
import java.util.Optional;

/** Limits for tests. */
public final class SampleLimits {

  /** As they are where nothing is configured. */
  public static final Amounts AMOUNTS =
      new Amounts(
          32,
          32,
          8,
          Optional.empty(),
          1024,
          ByteSize.ofMebibytes(8L << 20),
          ByteSize.ofMebibytes(8L << 20),
          1024,
          1,
          Optional.empty());

  private SampleLimits() {}

  /** So many leases, of which all may be up, with hardly any other limit. */
  public static Limits leases(int maxLeases) {
    return of(
        maxLeases,
        new Amounts(
            Plan.MOST_LEASES,
            Plan.MOST_LEASES,
            Amounts.MOST_GPUS,
            Optional.empty(),
            Amounts.MOST_CPUS,
            Amounts.MOST_SIZE,
            Amounts.MOST_SIZE,
            Amounts.MOST_PORTS,
            1,
            Optional.empty()));
  }

  /** The same for workspaces that are stopped when they did nothing for so long. */
  public static Limits idle(Duration stopAfter) {
    var limits = leases(100);
    return new Limits(
        limits.maxLeases(),
        limits.maxTerm(),
        limits.maxLife(),
        limits.grace(),
        Optional.of(stopAfter),
        limits.amounts());
  }

  public static Limits of(int maxLeases, Amounts amounts) {
    return new Limits(
        maxLeases,
        Duration.ofDays(7),
        Duration.ofDays(30),
        Duration.ofDays(3),
        Optional.empty(),
        amounts);
  }
}
