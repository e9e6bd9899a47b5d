package dev.berth.idle.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.berth.idle.IdleStore;
import dev.berth.idle.model.IdleWindow;
import dev.berth.kernel.ClockSkew;
import dev.berth.kernel.LeaseId;
import dev.berth.kernel.UserId;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Keeps in PostgreSQL what was seen of workspaces that may be idle. */
@ApplicationScoped
class PanacheIdleStore implements IdleStore, PanacheRepositoryBase<IdleWatchEntity, String> {

  private static final ObjectMapper JSON =
      new ObjectMapper()
          .registerModule(new JavaTimeModule())
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);

  /**
   * A lease that does not run any more is put out of the index by the first claim to meet it; one
   * on its way stays in it, since it may begin to run while this reads. Two searches: for one with
   * "or" the whole table may be read.
   */
  private static final String CLAIM =
      """
      with due as materialized (
        select lease_id from idle_watch where next_at <= :now
        order by next_at limit :most for no key update skip locked),
      ahead as materialized (
        select lease_id from idle_watch where next_at > :ahead
        limit :most for no key update skip locked),
      taken as (
        update idle_watch watch set turn = watch.turn + 1,
          next_at = case when lease.state in ('starting', 'running', 'stopping')
            then cast(:until as timestamptz) end
        from lease where lease.id = watch.lease_id and watch.lease_id = any (array(
          (select lease_id from due union all select lease_id from ahead) limit :most))
        returning watch.lease_id, watch.turn, watch.seen, watch.awake_until, lease.state)
      select lease_id, turn, cast(seen as text), awake_until from taken where state = 'running'""";

  private static final String KEEP_AWAKE =
      """
      insert into idle_watch as watch (lease_id, next_at, turn, awake_until)
      values (:lease, :now, 1, cast(:until as timestamptz))
      on conflict (lease_id) do update set next_at = excluded.next_at, turn = watch.turn + 1,
        seen = null, awake_until = excluded.awake_until""";

  /** Those that do not run are put out of the index again by the next claim. */
  private static final String LOOK_ANEW =
      """
      update idle_watch watch set turn = watch.turn + 1,
        next_at = cast(:from as timestamptz) + random() * :within * interval '1 second'
      where watch.lease_id in (
        select lease_id from idle_watch join lease on lease.id = lease_id
        where lease.state in ('starting', 'running', 'stopping')
          and (cast(:owner as text) is null or lease.owner = :owner)
        order by lease_id for no key update of idle_watch""";

  @Override
  public List<Due> claimDue(Instant now, Duration every, int most) {
    return inTransaction(
        () ->
            getSession()
                .createNativeQuery(CLAIM, Object[].class)
                .setParameter("now", now)
                .setParameter("until", now.plus(every))
                .setParameter("ahead", ClockSkew.ahead(now))
                .setParameter("most", most)
                .getResultStream()
                .map(PanacheIdleStore::due)
                .toList());
  }

  private static Due due(Object[] row) {
    return new Due(
        new LeaseId((String) row[0]),
        ((Number) row[1]).longValue(),
        new Known(window((String) row[2]), Optional.ofNullable((Instant) row[3])));
  }

  @Override
  public boolean write(Due due, IdleWindow window, Optional<Instant> next) {
    return change(
        due,
        row -> {
          row.seen = text(window);
          next.ifPresent(at -> row.nextAt = at);
        });
  }

  @Override
  public boolean rest(Due due) {
    return change(
        due,
        row -> {
          row.seen = null;
          row.nextAt = null;
        });
  }

  private boolean change(Due due, Consumer<IdleWatchEntity> change) {
    return inTransaction(
        () -> {
          var row =
              find("leaseId = ?1 and turn = ?2", due.lease().value(), due.turn())
                  .withLock(LockModeType.PESSIMISTIC_WRITE)
                  .firstResult();
          if (row != null) {
            change.accept(row);
          }
          return row != null;
        });
  }

  @Override
  public void lookAnew(Optional<UserId> of, Instant from, Duration within, Busy busy) {
    var sql = LOOK_ANEW + (busy == Busy.SKIP ? " skip locked)" : ")");
    inTransaction(
        () ->
            getSession()
                .createNativeMutationQuery(sql)
                .setParameter("owner", of.map(UserId::value).orElse(null), String.class)
                .setParameter("from", from)
                .setParameter("within", within.toSeconds())
                .executeUpdate());
  }

  @Override
  public Map<LeaseId, Known> find(Collection<LeaseId> leases) {
    var ids = leases.stream().map(LeaseId::value).toList();
    return ids.isEmpty()
        ? Map.of()
        : inTransaction(
            () ->
                list("leaseId in ?1 and turn > 0", ids).stream()
                    .collect(
                        Collectors.toMap(
                            row -> new LeaseId(row.leaseId),
                            row ->
                                new Known(window(row.seen), Optional.ofNullable(row.awakeUntil)))));
  }

  @Override
  public void keepAwake(LeaseId lease, Optional<Instant> until, Instant now) {
    inTransaction(
        () ->
            getSession()
                .createNativeMutationQuery(KEEP_AWAKE)
                .setParameter("lease", lease.value())
                .setParameter("now", now)
                .setParameter("until", until.orElse(null), Instant.class)
                .executeUpdate());
  }

  private static IdleWindow window(@Nullable String json) {
    try {
      return json == null ? IdleWindow.NEW : JSON.readValue(json, IdleWindow.class);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(IdleWindow window) {
    try {
      return JSON.writeValueAsString(window);
    } catch (JsonProcessingException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static <T> T inTransaction(Callable<T> work) {
    return QuarkusTransaction.joiningExisting().call(work);
  }
}
