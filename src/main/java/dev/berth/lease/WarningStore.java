package dev.berth.lease;

import dev.berth.lease.model.Lease;
import dev.berth.lease.model.Warnings;
import dev.berth.notify.model.Channel;
import dev.berth.notify.model.Notice;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Where it is kept of what owners were warned. */
public interface WarningStore {

  /**
   * By what is warned.
   *
   * @param berthUrl where users reach Berth
   * @param channels that are told beside the lease's events
   */
  record Means(Warnings.Rules rules, Optional<String> berthUrl, Set<Channel> channels) {}

  /** What was told of a lease. */
  record Warned(Lease lease, Notice notice) {}

  /**
   * Writes what is due: the warning, its event, and what is to go out by the channels, all of it or
   * nothing, and each warning once. Costs what is due, not what exists; rows that another watchdog
   * has in hand are left to it.
   *
   * @return what was not told before
   */
  List<Warned> warn(Instant now, Means means, int most);
}
