package dev.berth.kernel;

import java.time.Duration;
import java.time.Instant;

/**
 * Times that the clock of now can't have written. What was claimed, looked at or put off until such
 * a time was so before the clock was set back, and would be left alone for as long as it went back.
 */
public final class ClockSkew {

  /**
   * By which the clocks of replicas may differ, and more than anything is put off while it runs.
   */
  public static final Duration MOST = Duration.ofMinutes(5);

  private ClockSkew() {}

  /** The first instant that is too far ahead. */
  public static Instant ahead(Instant now) {
    return now.plus(MOST);
  }

  public static boolean isAhead(Instant written, Instant now) {
    return written.isAfter(ahead(now));
  }
}
