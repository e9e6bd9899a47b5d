package dev.berth.usage.store;

import dev.berth.kernel.GpuId;
import dev.berth.kernel.LeaseId;
import dev.berth.kernel.UserId;
import dev.berth.usage.UsageStore;
import dev.berth.usage.model.Idle;
import dev.berth.usage.model.LeaseUse;
import dev.berth.usage.model.Span;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.hibernate.Session;

/** Reads use from PostgreSQL. Each method is one short transaction. */
@ApplicationScoped
class PanacheUsageStore implements UsageStore {

  /** Those of a range, found by the index on their time. */
  private static final String USED =
      """
      with used as (
        select id, lease_id, owner, plan, labels ->> cast(?4 as text) as label,
          gpus, from_at, coalesce(until_at, greatest(from_at, ?3)) as until_at
        from lease_use
        where tstzrange(from_at, until_at) && tstzrange(?1, ?2)
          and owner = coalesce(cast(?5 as text), owner))
      """;

  private static final String USES =
      USED
          + """
          select id, lease_id, owner, plan, label, array_to_string(gpus, ','), from_at, until_at
          from used order by from_at, id""";

  /** A probe may have been later than the end, by a clock that was set back in between. */
  private static final String IDLE =
      USED
          + """
          select id, gpu, sum(extract(epoch from
            least(idle.until_at, used.until_at, ?2) - greatest(idle.from_at, ?1)))
          from used join gpu_idle idle on use_id = id
            and tstzrange(idle.from_at, idle.until_at) && tstzrange(?1, ?2)
          where greatest(idle.from_at, ?1) < least(used.until_at, ?2)
          group by id, gpu""";

  private final Session database;

  PanacheUsageStore(Session database) {
    this.database = database;
  }

  @Override
  public List<LeaseUse> uses(Query query) {
    return QuarkusTransaction.joiningExisting()
        .call(
            () -> {
              var idle = new HashMap<Long, Map<GpuId, Duration>>();
              rows(IDLE, query)
                  .forEach(
                      row ->
                          idle.computeIfAbsent((Long) row[0], _ -> new HashMap<>())
                              .put(new GpuId((String) row[1]), seconds((BigDecimal) row[2])));
              return rows(USES, query)
                  .map(row -> toModel(row, idle.getOrDefault((Long) row[0], Map.of())))
                  .toList();
            });
  }

  private Stream<Object[]> rows(String sql, Query query) {
    return database
        .createNativeQuery(sql, Object[].class)
        .setParameter(1, query.range().from())
        .setParameter(2, query.range().until())
        .setParameter(3, query.now())
        .setParameter(4, query.label().orElse(null), String.class)
        .setParameter(5, query.owner().map(UserId::value).orElse(null), String.class)
        .getResultStream();
  }

  private static LeaseUse toModel(Object[] row, Map<GpuId, Duration> idle) {
    var gpus = (String) row[5];
    return new LeaseUse(
        new LeaseId((String) row[1]),
        new UserId((String) row[2]),
        (String) row[3],
        Optional.ofNullable((String) row[4]),
        gpus.isEmpty() ? List.of() : Stream.of(gpus.split(",", -1)).map(GpuId::new).toList(),
        new Span((Instant) row[6], (Instant) row[7]),
        idle);
  }

  private static Duration seconds(BigDecimal seconds) {
    return Duration.ofMillis(seconds.movePointRight(3).longValue());
  }

  @Override
  public void add(List<Idle> idle) {
    QuarkusTransaction.joiningExisting().run(() -> idle.forEach(this::add));
  }

  private void add(Idle idle) {
    // The lock makes replicas that probe at the same time see each other's rows.
    database
        .createNativeQuery(
            """
            select id from lease_use where lease_id = ?1 and until_at is null
              and from_at <= ?2 and ?3 = any(gpus) for no key update""",
            Long.class)
        .setParameter(1, idle.lease().value())
        .setParameter(2, idle.time().from())
        .setParameter(3, idle.gpu().value())
        .getResultStream()
        .forEach(use -> add(use, idle));
  }

  /** Makes the last row longer if the new time begins in it or where it ends. */
  private void add(long use, Idle idle) {
    database
        .createNativeMutationQuery(
            """
            with last as (
              select from_at, until_at from gpu_idle where use_id = ?1 and gpu = ?2
              order by from_at desc limit 1),
            longer as (
              update gpu_idle set until_at = ?4 from last
              where use_id = ?1 and gpu = ?2 and gpu_idle.from_at = last.from_at
                and last.until_at >= ?3 and last.until_at < ?4)
            insert into gpu_idle (use_id, gpu, from_at, until_at)
            select ?1, ?2, ?3, ?4 where not exists (select 1 from last where until_at >= ?3)""")
        .setParameter(1, use)
        .setParameter(2, idle.gpu().value())
        .setParameter(3, idle.time().from())
        .setParameter(4, idle.time().until())
        .executeUpdate();
  }
}
