package dev.berth.watchdog.model;

import dev.berth.engine.model.ObservedContainer;
import dev.berth.lease.model.Lease;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Everything a decision may look at, read once: the lease first, the container after it. Planning
 * touches nothing else, not even a clock.
 *
 * @param partner the container whose network the lease shares; looked at only before a start
 * @param log the end of what a container wrote that has ended; empty where none has
 * @param transfer the program that copies files in or out of one whose time is over
 */
public record Snapshot(
    Instant now,
    Optional<ObservedContainer> container,
    Optional<ObservedContainer> partner,
    Lease lease,
    Limits limits,
    String log,
    Optional<String> transfer) {

  /**
   * How patient the watchdog is.
   *
   * @param attempts starts in a row before a lease fails
   * @param firstBackOff pause before the second attempt; doubles up to {@code maxBackOff}
   * @param stableAfter a run this long makes the count start anew
   * @param transferPatience how long the end of a lease waits for a transfer of files
   */
  public record Limits(
      int attempts,
      Duration firstBackOff,
      Duration maxBackOff,
      Duration stableAfter,
      Duration transferPatience) {

    /** Pause after an attempt, counted from 1. */
    Duration backOff(int attempt) {
      int doublings = Math.min(attempt - 1, 20);
      var pause = firstBackOff.multipliedBy(1L << doublings);
      return pause.compareTo(maxBackOff) < 0 ? pause : maxBackOff;
    }
  }
}
