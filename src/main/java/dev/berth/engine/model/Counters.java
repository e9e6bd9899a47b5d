package dev.berth.engine.model;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a container has used since it started: sums that only grow.
 *
 * @param hostTime how long its machine has run; neither a clock that is set nor a machine that
 *     sleeps changes it
 * @param cpu of all its processes
 * @param network bytes received and sent; null where the engine counts none, as on the host's own
 *     network
 * @param disk bytes read and written
 */
public record Counters(Duration hostTime, Duration cpu, @Nullable Long network, long disk) {

  /** Whether these are of a later moment of the same run of a container. */
  public boolean follow(Counters earlier) {
    return hostTime.compareTo(earlier.hostTime) >= 0
        && cpu.compareTo(earlier.cpu) >= 0
        && disk >= earlier.disk
        && (network == null ? 0 : network) >= (earlier.network == null ? 0 : earlier.network);
  }
}
