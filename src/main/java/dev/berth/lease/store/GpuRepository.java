package dev.berth.lease.store;

import dev.berth.grant.model.Gpu;
import dev.berth.grant.model.GpuQueue;
import dev.berth.kernel.ByteSize;
import dev.berth.kernel.GpuId;
import dev.berth.kernel.GpuSpot;
import dev.berth.kernel.LeaseId;
import dev.berth.kernel.NodeId;
import dev.berth.lease.model.Commitments;
import dev.berth.lease.model.Lease;
import dev.berth.lease.model.QueueRules;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.hibernate.Session;

/** GPUs held and GPUs to be had; what is read is true while the node's lock is held. */
@ApplicationScoped
class GpuRepository {

  private final Session database;
  private final LeaseRepository leases;
  private final ReservationRepository reservations;

  GpuRepository(Session database, LeaseRepository leases, ReservationRepository reservations) {
    this.database = database;
    this.leases = leases;
    this.reservations = reservations;
  }

  boolean anyQueued(NodeId node) {
    return leases.count("node = ?1 and state = 'queued'", node.value()) > 0;
  }

  /** Everything that decides whose turn it is. */
  GpuQueue.State state(NodeId node, Instant now, QueueRules rules) {
    var waiting =
        leases.list("node = ?1 and state = 'queued' order by since, id", node.value()).stream()
            .map(row -> waiting(row, rules))
            .toList();
    return state(node, now, rules.timing(), waiting);
  }

  /** The same for other leases than those in the queue. */
  GpuQueue.State state(
      NodeId node, Instant now, GpuQueue.Timing timing, List<GpuQueue.Waiting> waiting) {
    var gpus =
        database
            .createNativeQuery(
                """
                select gpu.id, gpu.idx, gpu.model, gpu.memory_bytes, gpu.clean, lease.expires_at,
                  gpu.due_at, gpu.link, gpu.numa
                from gpu join gpu whole on whole.id = coalesce(gpu.parent, gpu.id)
                left join gpu_grant held on held.gpu = gpu.id
                left join lease on lease.id = held.lease_id
                join node on node.id = gpu.node
                where gpu.node = ?1 and gpu.present and gpu.shares = 1
                and whole.quarantine is null and not whole.draining and not node.draining
                order by gpu.idx, gpu.id""",
                Object[].class)
            .setParameter(1, node.value())
            .getResultStream()
            .map(GpuRow::of)
            .toList();
    var busy = new HashMap<GpuId, Instant>();
    gpus.forEach(row -> row.busyUntil(now).ifPresent(until -> busy.put(row.gpu().id(), until)));
    return new GpuQueue.State(
        now,
        gpus.stream().map(GpuRow::gpu).toList(),
        busy,
        reservations.bookings(node),
        waiting,
        timing);
  }

  private static GpuQueue.Waiting waiting(LeaseEntity row, QueueRules rules) {
    return rules.waiting(
        LeaseMapping.toModel(row), new GpuQueue.Orders(row.queuePriority, row.queueHeld));
  }

  /** What the node is bound to beside its leases. */
  Commitments commitments(NodeId node) {
    boolean draining =
        database
            .createNativeQuery("select draining from node where id = ?1", Boolean.class)
            .setParameter(1, node.value())
            .getSingleResult();
    return new Commitments(draining, draining(node), reservations.bookings(node));
  }

  private Set<GpuId> draining(NodeId node) {
    return database
        .createNativeQuery(
            """
            select gpu.id from gpu join gpu whole on whole.id = coalesce(gpu.parent, gpu.id)
            where gpu.node = ?1 and whole.draining""",
            String.class)
        .setParameter(1, node.value())
        .getResultStream()
        .map(GpuId::new)
        .collect(Collectors.toSet());
  }

  void hold(Lease lease) {
    for (var gpu : lease.gpus()) {
      database
          .createNativeMutationQuery("insert into gpu_grant (gpu, lease_id) values (?1, ?2)")
          .setParameter(1, gpu.id().value())
          .setParameter(2, lease.id().value())
          .executeUpdate();
    }
  }

  /**
   * Gives back; nobody gets them before a probe has seen that they are free indeed. But of a GPU of
   * which another lease has a share no probe can tell that, so its shares are free at once.
   *
   * @param due by when they were to be given back
   */
  void free(LeaseId lease, Instant due) {
    database
        .createNativeMutationQuery(
            """
            with freed as (delete from gpu_grant where lease_id = ?1 returning gpu)
            update gpu set due_at = ?2, clean = exists (
              select 1 from gpu_grant held join gpu sibling on sibling.id = held.gpu
              where sibling.parent = gpu.parent and held.lease_id <> ?1)
            from freed where gpu.id = freed.gpu""")
        .setParameter(1, lease.value())
        .setParameter(2, due)
        .executeUpdate();
  }

  private record GpuRow(
      Gpu gpu, boolean clean, Optional<Instant> holdersEnd, Optional<Instant> due) {

    static GpuRow of(Object[] row) {
      return new GpuRow(
          new Gpu(
              new GpuId((String) row[0]),
              ((Number) row[1]).intValue(),
              (String) row[2],
              new ByteSize(((Number) row[3]).longValue()),
              new GpuSpot((Integer) row[7], (Integer) row[8])),
          (Boolean) row[4],
          Optional.ofNullable((Instant) row[5]),
          Optional.ofNullable((Instant) row[6]));
    }

    Optional<Instant> busyUntil(Instant now) {
      return holdersEnd.or(() -> clean ? Optional.empty() : due.or(() -> Optional.of(now)));
    }
  }
}
