package dev.berth.lease.store;

import dev.berth.kernel.ClockSkew;
import dev.berth.kernel.LeaseId;
import dev.berth.lease.HealthStore;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;

/** Keeps in PostgreSQL how workspaces are. */
@ApplicationScoped
class PanacheHealthStore
    implements HealthStore, PanacheRepositoryBase<WorkspaceWatchEntity, String> {

  /** Whoever comes second finds another time of looking than it has read, and takes nothing. */
  private static final String CLAIM =
      """
      with due as materialized (
        select lease.id, lease.since, watch.looked_at as before from lease
        left join workspace_watch watch on watch.lease_id = lease.id
        where lease.state = 'running' and (lease.spec->>'ssh')::boolean
          and (lease.since <= :due or lease.since > :ahead)
          and (watch.looked_at is null or watch.looked_at <= :due or watch.looked_at > :ahead)
        order by watch.looked_at nulls first limit :most)
      insert into workspace_watch as watch (lease_id, looked_at) select id, :now from due
      on conflict (lease_id) do update set looked_at = excluded.looked_at,
        failures = case when exists (select from due where id = watch.lease_id
            and (since <= watch.looked_at or since > :ahead))
          then watch.failures else 0 end
        where watch.looked_at is not distinct from
          (select before from due where id = watch.lease_id)
      returning lease_id, failures""";

  private static final String OUT_OF_MEMORY =
      """
      insert into workspace_watch as watch (lease_id, out_of_memory_at) values (:lease, :now)
      on conflict (lease_id) do update set out_of_memory_at = excluded.out_of_memory_at
        where watch.out_of_memory_at is null or watch.out_of_memory_at <= :before""";

  @Override
  public List<Due> claimDue(Instant now, Duration every, int most) {
    return inTransaction(
        () ->
            getSession()
                .createNativeQuery(CLAIM, Object[].class)
                .setParameter("now", now)
                .setParameter("due", now.minus(every))
                .setParameter("ahead", ClockSkew.ahead(now))
                .setParameter("most", most)
                .getResultStream()
                .map(row -> new Due(new LeaseId((String) row[0]), ((Number) row[1]).intValue()))
                .toList());
  }

  @Override
  public void write(LeaseId lease, int failures) {
    inTransaction(() -> update("failures = ?1 where leaseId = ?2", failures, lease.value()));
  }

  @Override
  public boolean claimOutOfMemory(LeaseId lease, Instant now, Duration pause) {
    return inTransaction(
        () ->
            getSession()
                    .createNativeMutationQuery(OUT_OF_MEMORY)
                    .setParameter("lease", lease.value())
                    .setParameter("now", now)
                    .setParameter("before", now.minus(pause))
                    .executeUpdate()
                == 1);
  }

  private static <T> T inTransaction(Callable<T> work) {
    return QuarkusTransaction.joiningExisting().call(work);
  }
}
