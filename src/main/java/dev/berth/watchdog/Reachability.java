package dev.berth.watchdog;

import dev.berth.lease.model.Lease;
import java.time.Duration;

/** Whether a workspace answers where its users will look for it. */
public interface Reachability {

  /** What listens on a lease's published port. */
  enum Answer {
    OURS,
    ANOTHER_KEY,
    NONE
  }

  /** Waits up to {@code patience} for an answer. */
  Answer ask(Lease lease, Duration patience) throws InterruptedException;
}
