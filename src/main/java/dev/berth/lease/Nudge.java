package dev.berth.lease;

import dev.berth.kernel.LeaseId;

/** Asks the watchdog to look at a lease now. Only for speed: without it the next pass does. */
@FunctionalInterface
public interface Nudge {

  void lease(LeaseId id);
}
