package dev.berth.lease.store;

import dev.berth.kernel.GpuId;
import dev.berth.kernel.LeaseId;
import dev.berth.kernel.UserId;
import dev.berth.lease.model.Holdings;
import dev.berth.lease.model.Lease;
import dev.berth.lease.model.Uptime;
import dev.berth.plan.model.GpuWeek;
import dev.berth.plan.model.Use;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.hibernate.Session;

/** From when until when leases were up, and with which GPUs. */
@ApplicationScoped
class UseRepository {

  private final Session database;
  private final LeaseRepository leases;

  UseRepository(Session database, LeaseRepository leases) {
    this.database = database;
    this.leases = leases;
  }

  /** Takes note of what a write means; in its transaction, after it. */
  void changed(LeaseId lease, Uptime uptime, Instant now) {
    switch (uptime) {
      case BEGINS -> begin(lease, now);
      case ENDS -> end(lease, now);
      case GOES_ON -> {
        // Restarts too: the GPUs stay its own.
      }
    }
  }

  void admitted(Lease lease, Instant now) {
    changed(lease.id(), Uptime.ofNew(lease.state()), now);
  }

  private void begin(LeaseId lease, Instant now) {
    database
        .createNativeMutationQuery(
            """
            insert into lease_use (lease_id, owner, plan, labels, gpus, from_at)
            select lease.id, lease.owner, account.plan, lease.spec -> 'labels',
              array(select gpu from gpu_grant held where held.lease_id = lease.id order by gpu), ?2
            from lease join account on account.handle = lease.owner where lease.id = ?1""")
        .setParameter(1, lease.value())
        .setParameter(2, now)
        .executeUpdate();
  }

  /** Where the clock was set back meanwhile, nothing is counted rather than less than nothing. */
  private void end(LeaseId lease, Instant now) {
    database
        .createNativeMutationQuery(
            """
            update lease_use set until_at = greatest(from_at, ?2)
            where lease_id = ?1 and until_at is null""")
        .setParameter(1, lease.value())
        .setParameter(2, now)
        .executeUpdate();
  }

  /** What an owner has now. */
  Use of(UserId owner, Instant now) {
    return Holdings.use(
        leases.live(owner.value()).stream().map(LeaseMapping::toModel).toList(),
        new GpuWeek(now, gpuTime(owner, now.minus(GpuWeek.LENGTH), now)));
  }

  List<GpuWeek.Stretch> gpuTime(UserId owner, Instant since, Instant now) {
    return database
        .createNativeQuery(
            """
            select from_at, least(until_at, ?3), array_to_string(gpus, ',')
            from lease_use where owner = ?1 and coalesce(until_at, 'infinity') > ?2
            and from_at < ?3 and gpus <> '{}' order by from_at, id""",
            Object[].class)
        .setParameter(1, owner.value())
        .setParameter(2, since)
        .setParameter(3, now)
        .getResultStream()
        .map(
            row ->
                new GpuWeek.Stretch(
                    (Instant) row[0],
                    (Instant) row[1],
                    Stream.of(((String) row[2]).split(",", -1))
                        .mapToDouble(gpu -> new GpuId(gpu).part())
                        .sum()))
        .toList();
  }
}
