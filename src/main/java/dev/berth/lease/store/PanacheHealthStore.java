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

  /** A lease that does not run any more is put out of the index by the first claim to meet it. */
  private static final String CLAIM =
      """
      with due as materialized (
        select lease_id from workspace_watch where looked_at <= :due
        order by looked_at limit :most for no key update skip locked),
      ahead as materialized (
        select lease_id from workspace_watch where looked_at > :ahead
        limit :most for no key update skip locked),
      taken as (
        update workspace_watch watch
        set looked_at = case when lease.state = 'running' then cast(:now as timestamptz) end
        from lease where lease.id = watch.lease_id and watch.lease_id = any (array(
          (select lease_id from due union all select lease_id from ahead) limit :most))
        returning watch.lease_id, watch.failures, lease.state)
      select lease_id, failures from taken where state = 'running'""";

  private static final String UP =
      """
      insert into workspace_watch (lease_id, looked_at) values (:lease, :since)
      on conflict (lease_id) do update set looked_at = excluded.looked_at, failures = 0""";

  private static final String OUT_OF_MEMORY =
      """
      insert into workspace_watch as watch (lease_id, out_of_memory_at) values (:lease, :now)
      on conflict (lease_id) do update set out_of_memory_at = excluded.out_of_memory_at
        where watch.out_of_memory_at is null or watch.out_of_memory_at <= :before""";

  /** In the transaction that says so. */
  void up(LeaseId lease, Instant since) {
    getSession()
        .createNativeMutationQuery(UP)
        .setParameter("lease", lease.value())
        .setParameter("since", since)
        .executeUpdate();
  }

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
