package dev.berth.idle.model;

import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * By what a workspace is stopped.
 *
 * @param stopAfter so long a time in which nothing was seen
 * @param every between two looks
 */
public record IdleRule(Duration stopAfter, Duration every, Thresholds thresholds) {

  private static final int PART = 4;
  private static final Duration MOST_WARNING = Duration.ofMinutes(15);

  /** The shorter of what the lease and its owner's plan say; empty where neither says anything. */
  public static Optional<Duration> stopAfter(
      Optional<Duration> own, Optional<Duration> plan, Duration least) {
    return Stream.concat(own.stream(), plan.stream())
        .min(Duration::compareTo)
        .map(after -> after.compareTo(least) < 0 ? least : after);
  }

  /** How long before the stop it is announced. */
  public Duration warning() {
    var part = stopAfter.dividedBy(PART);
    return part.compareTo(MOST_WARNING) < 0 ? part : MOST_WARNING;
  }

  /** Idle for so long, it is announced. */
  public Duration warnAfter() {
    return stopAfter.minus(warning());
  }

  /**
   * The most that one look stands for: where the looks before it are missing, nobody knows what
   * was.
   */
  public Duration longest() {
    return every.multipliedBy(2);
  }
}
