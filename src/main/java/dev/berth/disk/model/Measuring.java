package dev.berth.disk.model;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How measuring goes.
 *
 * @param at of the last one that came to an end
 * @param trouble why the one after it did not; empty where there was none
 */
public record Measuring(Optional<Instant> at, String trouble) {

  /** Times as long as one took nothing is measured: it keeps the disk busy. */
  private static final int REST = 20;

  /** When to begin the next. */
  public static Instant next(Instant begun, Instant ended, Duration every) {
    var rest = Duration.between(begun, ended).multipliedBy(REST);
    return rest.compareTo(every) > 0 ? begun.plus(rest) : begun.plus(every);
  }
}
