package dev.berth.gpu;

import dev.berth.gpu.model.Probe;
import dev.berth.kernel.ClockSkew;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Who looks at the GPUs, in memory. */
public final class InMemoryProbeStore implements ProbeStore {

  private Instant nextAt = Instant.EPOCH;
  private Instant claimedUntil = Instant.EPOCH;
  private @Nullable Probe last;

  @Override
  public synchronized boolean claim(Instant now, Instant until, Instant notBefore) {
    boolean due =
        !nextAt.isAfter(now)
            || last == null
            || last.begunAt().isBefore(notBefore)
            || ClockSkew.isAhead(last.begunAt(), now);
    if (!due || (claimedUntil.isAfter(now) && !ClockSkew.isAhead(claimedUntil, now))) {
      return false;
    }
    claimedUntil = until;
    return true;
  }

  @Override
  public synchronized void done(Probe probe, Instant until, Instant next) {
    if (claimedUntil.equals(until)) {
      last = probe;
      nextAt = next;
      claimedUntil = Instant.EPOCH;
    }
  }

  @Override
  public synchronized Optional<Probe> last() {
    return Optional.ofNullable(last);
  }
}
