package dev.berth.disk.model;

import dev.berth.kernel.ByteSize;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * How a user stands to the limit of what she may have on the disk.
 *
 * @param since when she came to this level
 */
public record Standing(Level level, Instant since) {

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
   * What follows from a measuring.
   *
   * @param limit empty for none
   * @param patience how long she may be over it before nothing of hers runs
   */
  public Standing after(DiskUse use, Optional<ByteSize> limit, Duration patience, Instant now) {
    var next = level(use, limit, patience, now);
    return next == level ? this : new Standing(next, now);
  }

  private Level level(DiskUse use, Optional<ByteSize> limit, Duration patience, Instant now) {
    if (limit.isEmpty()) {
      return Level.FINE;
    }
    if (use.reaches(limit.get())) {
      boolean isOver = level == Level.OVER || level == Level.STOPPED;
      if (level == Level.STOPPED || (isOver && !now.isBefore(since.plus(patience)))) {
        return Level.STOPPED;
      }
      return Level.OVER;
    }
    double part = 100.0 * use.bytes() / limit.get().bytes();
    return part >= WARN || (part >= FINE && level != Level.FINE) ? Level.WARNED : Level.FINE;
  }

  /** Whether it is worse than before, of which she is told. */
  public boolean isWorseThan(Standing before) {
    return level.compareTo(before.level) > 0;
  }

  /** What she is told. */
  public String text(DiskUse use, ByteSize limit, Duration patience) {
    String what = use.detail(limit);
    return switch (level) {
      case FINE, WARNED -> "little room is left to you: " + what;
      case OVER ->
          "no lease of yours starts: %s. What runs is stopped at %s, and nothing is removed."
              .formatted(what, since.plus(patience).truncatedTo(ChronoUnit.SECONDS));
      case STOPPED -> "your leases are stopped, and nothing is removed: " + what;
    };
  }
}
