package dev.berth.gpu.store;

import static java.util.stream.Collectors.toMap;

import dev.berth.gpu.LossStore;
import dev.berth.gpu.model.Loss;
import dev.berth.gpu.model.Watched;
import dev.berth.kernel.ClockSkew;
import dev.berth.kernel.LeaseId;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/** Keeps in PostgreSQL what workspaces see. Each method is one short transaction. */
@ApplicationScoped
class PanacheLossStore implements LossStore, PanacheRepositoryBase<GpuWatchEntity, String> {

  /** Whoever comes second finds another time of looking than it has read, and takes nothing. */
  private static final String CLAIM =
      """
      with due as materialized (
        select lease.id, watch.looked_at as before from lease
        left join gpu_watch watch on watch.lease_id = lease.id
        where lease.id in (select lease_id from gpu_grant) and lease.state = 'running'
          and (coalesce(watch.looked_at, lease.since) <= :routine
            or coalesce(watch.looked_at, lease.since) > :ahead
            or watch.loss is not null
              and (watch.looked_at < lease.since or watch.looked_at <= :lost))
        order by watch.looked_at nulls first limit :most)
      insert into gpu_watch (lease_id, looked_at) select id, :now from due
      on conflict (lease_id) do update set looked_at = excluded.looked_at
        where gpu_watch.looked_at = (select before from due where due.id = gpu_watch.lease_id)
      returning lease_id""";

  @Override
  public List<LeaseId> claimDue(Instant now, Duration every, int most) {
    return inTransaction(
        () ->
            getSession()
                .createNativeQuery(CLAIM, String.class)
                .setParameter("now", now)
                .setParameter("routine", now.minus(every))
                .setParameter("ahead", ClockSkew.ahead(now))
                .setParameter("lost", now.minus(WHILE_LOST))
                .setParameter("most", most)
                .getResultStream()
                .map(LeaseId::new)
                .toList());
  }

  @Override
  public Map<LeaseId, Watched> find(Collection<LeaseId> leases) {
    return leases.isEmpty()
        ? Map.of()
        : inTransaction(
            () ->
                list("leaseId in ?1", leases.stream().map(LeaseId::value).toList()).stream()
                    .collect(toMap(row -> new LeaseId(row.leaseId), PanacheLossStore::toModel)));
  }

  private static Watched toModel(GpuWatchEntity row) {
    return new Watched(
        row.loss == null || row.lostAt == null
            ? Optional.empty()
            : Optional.of(new Loss(row.loss, row.lostAt)),
        Optional.ofNullable(row.restartedAt));
  }

  @Override
  public void write(LeaseId lease, Watched watched) {
    inTransaction(
        () -> {
          var row = findById(lease.value());
          row.loss = watched.loss().map(Loss::text).orElse(null);
          row.lostAt = watched.loss().map(Loss::since).orElse(null);
          row.restartedAt = watched.restartedAt().orElse(null);
          return row;
        });
  }

  private static <T> T inTransaction(Callable<T> work) {
    return QuarkusTransaction.joiningExisting().call(work);
  }
}
