package dev.berth.plan.model;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The GPU time of one user, for limits on any seven days.
 *
 * @param now up to when the stretches are known
 */
public record GpuWeek(Instant now, List<Stretch> stretches) {

  /** Of somebody who never had a GPU. */
  public static final GpuWeek NONE = new GpuWeek(Instant.EPOCH, List.of());

  /** Nothing that ended before the last seven days counts. */
  public static final Duration LENGTH = Duration.ofDays(7);

  public GpuWeek {
    stretches = List.copyOf(stretches);
  }

  /**
   * So many GPUs held from one instant until another, the present at the latest; a share is a part
   * of one.
   */
  public record Stretch(Instant from, Instant until, double gpus) {

    private long millisWithin(Instant start, Instant end) {
      var first = from.isAfter(start) ? from : start;
      var last = until.isBefore(end) ? until : end;
      return first.isBefore(last) ? Math.round(Duration.between(first, last).toMillis() * gpus) : 0;
    }
  }

  /** GPU time of the last seven days. */
  public Duration used() {
    return usedAt(now);
  }

  private Duration usedAt(Instant then) {
    long millis = 0;
    for (var stretch : stretches) {
      millis += stretch.millisWithin(then.minus(LENGTH), then);
    }
    return Duration.ofMillis(millis);
  }

  /**
   * When less than {@code allowed} is used again, to the millisecond, if no GPU is held until then;
   * the present where it is so now. Empty where nothing is allowed at all.
   */
  public Optional<Instant> backAt(Duration allowed) {
    if (allowed.isZero()) {
      return Optional.empty();
    }
    // It only falls while nothing is added, and after a week it is zero.
    long enough = LENGTH.toMillis();
    long tooEarly = -1;
    while (enough - tooEarly > 1) {
      long middle = tooEarly + (enough - tooEarly) / 2;
      if (usedAt(now.plusMillis(middle)).compareTo(allowed) < 0) {
        enough = middle;
      } else {
        tooEarly = middle;
      }
    }
    return Optional.of(now.plusMillis(enough));
  }
}
