package dev.berth.lease.store;

import dev.berth.kernel.ClockSkew;
import dev.berth.kernel.LeaseId;
import dev.berth.kernel.UserId;
import dev.berth.lease.LeaseQuery;
import dev.berth.lease.model.Admission;
import dev.berth.lease.model.Lease;
import dev.berth.lease.model.LeaseState;
import dev.berth.lease.model.Warning;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

@ApplicationScoped
class LeaseRepository implements PanacheRepositoryBase<LeaseEntity, String> {

  private static final String LIVE = "state <> 'released'";

  private static final String BEGINS_TO_RUN =
      """
      insert into idle_watch as watch (lease_id, next_at, turn)
      select id, cast(?2 as timestamptz), 0 from lease where id = ?1
      on conflict (lease_id) do update set next_at = excluded.next_at, turn = watch.turn + 1""";

  /** Serialises the requests of one owner, so that a limit holds for two at once. */
  void lockOwner(UserId owner) {
    getSession()
        .createNativeQuery(
            "select 1 from account where handle = ?1 for no key update", Integer.class)
        .setParameter(1, owner.value())
        .getSingleResult();
  }

  /**
   * Has a lease that begins to run looked at for its use, and forgets one that is over. In the
   * transaction that says so, before the lease's row is locked: a look ends in the same order. A
   * writer who is overtaken has it looked at for nothing.
   */
  void watchUse(Lease next) {
    if (next.state() instanceof LeaseState.Running(var since, _)) {
      watchUse(BEGINS_TO_RUN, next.id(), since);
    } else if (next.state() instanceof LeaseState.Released) {
      getSession()
          .createNativeMutationQuery("delete from idle_watch where lease_id = ?1")
          .setParameter(1, next.id().value())
          .executeUpdate();
    }
  }

  /**
   * Has one that runs looked at under its new rule, and a look under way come to nothing. Where it
   * does not run, the next claim finds that.
   */
  void watchUseAnew(LeaseId lease, Instant now) {
    watchUse("update idle_watch set next_at = ?2, turn = turn + 1 where lease_id = ?1", lease, now);
  }

  private void watchUse(String sql, LeaseId lease, Instant from) {
    getSession()
        .createNativeMutationQuery(sql)
        .setParameter(1, lease.value())
        .setParameter(2, from)
        .executeUpdate();
  }

  Optional<LeaseEntity> liveOfName(String owner, String name) {
    return find("owner = ?1 and name = ?2 and " + LIVE, owner, name).firstResultOptional();
  }

  Optional<LeaseEntity> latestOfName(String owner, String name) {
    return find("owner = ?1 and name = ?2 order by id desc", owner, name).firstResultOptional();
  }

  Optional<Admission.Earlier> madeUnder(String owner, String key) {
    return find("owner = ?1 and idempotencyKey = ?2", owner, key)
        .firstResultOptional()
        .map(
            row ->
                new Admission.Earlier(
                    LeaseMapping.toModel(row), Optional.ofNullable(row.requestDigest).orElse("")));
  }

  List<LeaseEntity> live(String owner) {
    return list("owner = ?1 and " + LIVE + " order by id desc", owner);
  }

  List<LeaseEntity> matching(LeaseQuery query) {
    var where = new StringBuilder(query.states().isEmpty() ? LIVE : "state in :states");
    var parameters = new HashMap<String, Object>();
    if (!query.states().isEmpty()) {
      parameters.put("states", query.states());
    }
    query
        .owner()
        .ifPresent(
            owner -> {
              where.append(" and owner = :owner");
              parameters.put("owner", owner.value());
            });
    query
        .before()
        .ifPresent(
            id -> {
              where.append(" and id < :before");
              parameters.put("before", id.value());
            });
    return find(where + " order by id desc", parameters).page(0, query.limit()).list();
  }

  List<LeaseEntity> liveAmong(List<LeaseId> ids) {
    return list("id in ?1 and " + LIVE, ids.stream().map(LeaseId::value).toList());
  }

  /**
   * SKIP LOCKED: a row that another watchdog is just taking is its business. Materialized: as a
   * plain subquery it may run more than once, and then locks and takes more than the limit. Several
   * searches, and an array: for one with "or" or a join the whole table may be read.
   */
  List<LeaseId> claimDue(Instant now, Instant until, int most) {
    List<String> ids =
        getSession()
            .createNativeQuery(
                """
                with due as materialized (
                  select id from lease where next_check_at <= ?1
                  order by next_check_at limit ?3 for no key update skip locked),
                ahead as materialized (
                  select id from lease where next_check_at > ?4
                    and state in ('starting', 'stopping', 'releasing')
                  order by next_check_at desc limit ?3 for no key update skip locked),
                running_ahead as materialized (
                  select id from lease where next_check_at > ?5 and state = 'running'
                  order by next_check_at desc limit ?3 for no key update skip locked)
                update lease set next_check_at = ?2 where id = any (array(
                  (select id from due union all select id from ahead
                  union all select id from running_ahead) limit ?3))
                returning id""",
                String.class)
            .setParameter(1, now)
            .setParameter(2, until)
            .setParameter(3, most)
            .setParameter(4, ClockSkew.ahead(now))
            .setParameter(5, ClockSkew.ahead(now).plus(Lease.ROUND))
            .getResultList();
    return ids.stream().map(LeaseId::new).toList();
  }

  /** Locked; read anew, for a lock alone would not show what was written before it was had. */
  List<LeaseEntity> dueForWarning(Instant now, int most) {
    return getSession()
        .createNativeQuery(
            """
            select * from lease where next_warning_at <= ?1
            order by next_warning_at limit ?2 for no key update skip locked""",
            LeaseEntity.class)
        .setParameter(1, now)
        .setParameter(2, most)
        .getResultList();
  }

  /** Keeps it; false where it is there, or one that was to be said after it. */
  boolean isNew(LeaseId lease, Warning warning, Instant now) {
    return getSession()
            .createNativeMutationQuery(
                """
                insert into lease_warning (lease_id, kind, ends_at, due_at, sent_at)
                select ?1, ?2, ?3, ?4, ?5 where not exists (
                  select from lease_warning
                  where lease_id = ?1 and kind = ?2 and ends_at = ?3 and due_at >= ?4)
                on conflict do nothing""")
            .setParameter(1, lease.value())
            .setParameter(2, warning.kind().name())
            .setParameter(3, warning.endsAt())
            .setParameter(4, warning.dueAt())
            .setParameter(5, now)
            .executeUpdate()
        == 1;
  }

  /** Not the leases: there may be thousands, each with all that it asks for. */
  Map<LeaseId, LeaseState> liveStates() {
    var states = new HashMap<LeaseId, LeaseState>();
    for (var row :
        getSession()
            .createQuery(
                "select id, state, since, stateDetail from LeaseEntity where " + LIVE,
                Object[].class)
            .getResultList()) {
      var state = StateRow.of((String) row[1], (Instant) row[2], (String) row[3]);
      states.put(new LeaseId((String) row[0]), state.toModel());
    }
    return states;
  }

  int checkAt(Instant at, LeaseId lease, long version) {
    return update(
        "nextCheckAt = ?1 where id = ?2 and version = ?3 and nextCheckAt is not null",
        at,
        lease.value(),
        version);
  }

  int checkAt(Instant at, LeaseId lease) {
    return update("nextCheckAt = ?1 where id = ?2 and nextCheckAt is not null", at, lease.value());
  }
}
