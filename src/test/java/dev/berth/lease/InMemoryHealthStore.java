package dev.berth.lease;

import dev.berth.kernel.ClockSkew;
import dev.berth.kernel.LeaseId;
import dev.berth.lease.model.Lease;
import dev.berth.lease.model.LeaseState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** How workspaces are, in memory; which ones run the leases in memory know. */
public final class InMemoryHealthStore implements HealthStore {

  private final InMemoryLeaseStore leases;
  private final Map<LeaseId, Look> looks = new HashMap<>();
  private final Map<LeaseId, Instant> outOfMemory = new HashMap<>();

  private record Look(Instant at, int failures) {}

  public InMemoryHealthStore(InMemoryLeaseStore leases) {
    this.leases = leases;
  }

  @Override
  public synchronized List<Due> claimDue(Instant now, Duration every, int most) {
    var due = new ArrayList<Due>();
    for (Lease lease : leases.all()) {
      var since = lease.state().since();
      var last = looks.getOrDefault(lease.id(), new Look(Instant.MIN, 0));
      boolean anew = last.at().isBefore(since) && !ClockSkew.isAhead(since, now);
      var from = anew ? since : last.at();
      if (lease.state() instanceof LeaseState.Running
          && lease.spec().ssh()
          && due.size() < most
          && (!from.plus(every).isAfter(now) || ClockSkew.isAhead(from, now))) {
        due.add(new Due(lease.id(), anew ? 0 : last.failures()));
      }
    }
    due.forEach(each -> looks.put(each.lease(), new Look(now, each.failures())));
    return due;
  }

  @Override
  public synchronized void write(LeaseId lease, int failures) {
    looks.computeIfPresent(lease, (_, look) -> new Look(look.at(), failures));
  }

  @Override
  public synchronized boolean claimOutOfMemory(LeaseId lease, Instant now, Duration pause) {
    var last = outOfMemory.get(lease);
    if (last != null && last.plus(pause).isAfter(now)) {
      return false;
    }
    outOfMemory.put(lease, now);
    return true;
  }
}
