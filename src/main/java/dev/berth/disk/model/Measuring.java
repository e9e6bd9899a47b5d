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

  /**
   * How long after its beginning the next one begins.
   *
   * @param took by a clock that nobody sets
   * @param deadline the most that it may take: what took longer waited for something else
   */
  public static Duration pause(Duration took, Duration every, Duration deadline) {
    var rest = (took.compareTo(deadline) < 0 ? took : deadline).multipliedBy(REST);
    return rest.compareTo(every) > 0 ? rest : every;
  }

  /** The longest pause there is: whatever is put off for longer a clock has jumped over. */
  public static Duration longestPause(Duration every, Duration deadline) {
    return pause(deadline, every, deadline);
  }
}
