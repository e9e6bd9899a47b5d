package dev.berth.disk.model;

import dev.berth.kernel.ByteSize;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * How a user stands to the limit of what she may have on the disk. How long she is over it is added
 * up from measuring to measuring: what a clock jumps over does not count, nor what nobody measured.
 *
 * @param since when she came to this level
 * @param over how long she has been over the limit, in milliseconds
 * @param seen when that was reckoned last
 */
public record Standing(Level level, Instant since, Duration over, Instant seen) {

  /** Of whoever has stood well all the time. */
  public static final Standing GOOD = of(Level.FINE, Instant.EPOCH);

  /** From here on she is warned, in hundredths of the limit. */
  private static final int WARN = 90;

  /** Below this she may be warned again. */
  private static final int FINE = 85;

  /** Stored by name: rename only with a migration. */
  public enum Level {
    /** Well below. */
    FINE,
    /** Told that little is left. */
    WARNED,
    /** Nothing of hers starts. */
    OVER,
    /** Nothing of hers runs. */
    STOPPED
  }

  /**
   * How long a user may be over her limit before nothing of hers runs.
   *
   * @param longest that counts of the time between two measurings
   */
  public record Patience(Duration total, Duration longest) {

    /** With what is usual between two measurings. */
    public static Patience of(Duration total, Duration pause) {
      return new Patience(total, pause.multipliedBy(2));
    }

    private Duration counted(Instant seen, Instant now) {
      var passed = Duration.between(seen, now).truncatedTo(ChronoUnit.MILLIS);
      if (passed.isNegative()) {
        return Duration.ZERO;
      }
      return passed.compareTo(longest) < 0 ? passed : longest;
    }
  }

  /** Of whoever has just come to this level. */
  public static Standing of(Level level, Instant now) {
    return new Standing(level, now, Duration.ZERO, now);
  }

  /**
   * What follows from a measuring.
   *
   * @param limit empty for none
   */
  public Standing after(DiskUse use, Optional<ByteSize> limit, Patience patience, Instant now) {
    if (limit.isEmpty() || !use.reaches(limit.get())) {
      return to(below(use, limit), now);
    }
    return switch (level) {
      case FINE, WARNED -> to(Level.OVER, now);
      case OVER -> {
        var sum = over.plus(patience.counted(seen, now));
        yield sum.compareTo(patience.total()) < 0
            ? new Standing(level, since, sum, now)
            : to(Level.STOPPED, now);
      }
      case STOPPED -> this;
    };
  }

  private Standing to(Level next, Instant now) {
    return next == level ? this : of(next, now);
  }

  private Level below(DiskUse use, Optional<ByteSize> limit) {
    if (limit.isEmpty()) {
      return Level.FINE;
    }
    double part = 100.0 * use.bytes() / limit.get().bytes();
    return part >= WARN || (part >= FINE && level != Level.FINE) ? Level.WARNED : Level.FINE;
  }

  /** Whether it is worse than before, of which she is told. */
  public boolean isWorseThan(Standing before) {
    return level.compareTo(before.level) > 0;
  }

  /** What she is told. The time of a stop is the earliest. */
  public String text(DiskUse use, ByteSize limit, Duration patience) {
    String what = use.detail(limit);
    return switch (level) {
      case FINE, WARNED -> "little room is left to you: " + what;
      case OVER ->
          "no lease of yours starts: %s. What runs is stopped at %s or later, and nothing is removed."
              .formatted(what, since.plus(patience).truncatedTo(ChronoUnit.SECONDS));
      case STOPPED -> "your leases are stopped, and nothing is removed: " + what;
    };
  }
}
