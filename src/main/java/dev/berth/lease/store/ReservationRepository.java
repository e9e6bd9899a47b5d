package dev.berth.lease.store;

import dev.berth.grant.model.Gpu;
import dev.berth.grant.model.GpuQueue.Booking;
import dev.berth.grant.model.GpuWish;
import dev.berth.kernel.ByteSize;
import dev.berth.kernel.GpuId;
import dev.berth.kernel.NodeId;
import dev.berth.kernel.ReservationId;
import dev.berth.kernel.UserId;
import dev.berth.lease.model.Reservation;
import dev.berth.lease.model.Reservation.Ending;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hibernate.Session;

/** Rows of reservations, and of the GPUs that they keep. */
@ApplicationScoped
class ReservationRepository {

  private static final String SELECT =
      """
      select id, owner, made_by, wish::text, from_at, until_at, created_at, ended_at, ending
      from reservation\s""";

  private final Session database;

  ReservationRepository(Session database) {
    this.database = database;
  }

  /** Those that keep GPUs of a node, now or later. */
  List<Booking> bookings(NodeId node) {
    Map<String, List<Object[]>> rows = new LinkedHashMap<>();
    database
        .createNativeQuery(
            """
            select r.id, r.owner, booked.gpu, r.from_at, r.until_at from reservation_gpu booked
            join reservation r on r.id = booked.reservation where r.node = ?1""",
            Object[].class)
        .setParameter(1, node.value())
        .getResultStream()
        .forEach(row -> rows.computeIfAbsent((String) row[0], _ -> new ArrayList<>()).add(row));
    return rows.values().stream()
        .map(
            all ->
                new Booking(
                    new UserId((String) all.getFirst()[1]),
                    Set.copyOf(all.stream().map(row -> new GpuId((String) row[2])).toList()),
                    (Instant) all.getFirst()[3],
                    (Instant) all.getFirst()[4]))
        .toList();
  }

  long open(UserId owner) {
    return database
        .createNativeQuery(
            "select count(*) from reservation where owner = ?1 and ended_at is null", Long.class)
        .setParameter(1, owner.value())
        .getSingleResult();
  }

  void insert(Reservation made, NodeId node) {
    database
        .createNativeMutationQuery(
            """
            insert into reservation
              (id, node, owner, made_by, wish, from_at, until_at, created_at)
            values (?1, ?2, ?3, ?4, cast(?5 as jsonb), ?6, ?7, ?8)""")
        .setParameter(1, made.id().value())
        .setParameter(2, node.value())
        .setParameter(3, made.owner().value())
        .setParameter(4, made.madeBy().value())
        .setParameter(5, LeaseMapping.write(made.wish()))
        .setParameter(6, made.from())
        .setParameter(7, made.until())
        .setParameter(8, made.createdAt())
        .executeUpdate();
    for (var gpu : made.gpus()) {
      database
          .createNativeMutationQuery(
              """
              insert into reservation_gpu (reservation, gpu, during, used_at)
              values (?1, ?2, tstzrange(cast(?3 as timestamptz), cast(?4 as timestamptz)), ?3)""")
          .setParameter(1, made.id().value())
          .setParameter(2, gpu.id().value())
          .setParameter(3, made.from())
          .setParameter(4, made.until())
          .executeUpdate();
    }
  }

  Optional<Reservation> find(ReservationId id) {
    return read(
            database
                .createNativeQuery(SELECT + "where id = ?1", Object[].class)
                .setParameter(1, id.value())
                .getResultList())
        .stream()
        .findFirst();
  }

  List<Reservation> list(Optional<UserId> owner, Optional<ReservationId> before, int limit) {
    return read(
        database
            .createNativeQuery(
                SELECT
                    + """
                    where (cast(?1 as text) is null or owner = ?1)
                    and (cast(?2 as text) is null or id < ?2) order by id desc limit ?3""",
                Object[].class)
            .setParameter(1, owner.map(UserId::value).orElse(null), String.class)
            .setParameter(2, before.map(ReservationId::value).orElse(null), String.class)
            .setParameter(3, limit)
            .getResultList());
  }

  private List<Reservation> read(List<Object[]> rows) {
    var gpus = gpus(rows.stream().map(row -> (String) row[0]).toList());
    return rows.stream()
        .map(row -> toModel(row, gpus.getOrDefault((String) row[0], List.of())))
        .toList();
  }

  private Map<String, List<Gpu>> gpus(List<String> ids) {
    var gpus = new HashMap<String, List<Gpu>>();
    database
        .createNativeQuery(
            """
            select booked.reservation, gpu.id, gpu.idx, gpu.model, gpu.memory_bytes
            from reservation_gpu booked join gpu on gpu.id = booked.gpu
            where booked.reservation = any(?1) order by gpu.idx, gpu.id""",
            Object[].class)
        .setParameter(1, ids.toArray(String[]::new))
        .getResultStream()
        .forEach(
            row ->
                gpus.computeIfAbsent((String) row[0], _ -> new ArrayList<>())
                    .add(
                        new Gpu(
                            new GpuId((String) row[1]),
                            ((Number) row[2]).intValue(),
                            (String) row[3],
                            new ByteSize(((Number) row[4]).longValue()))));
    return gpus;
  }

  private static Reservation toModel(Object[] row, List<Gpu> gpus) {
    return new Reservation(
        new ReservationId((String) row[0]),
        new UserId((String) row[1]),
        new UserId((String) row[2]),
        LeaseMapping.read((String) row[3], GpuWish.class),
        gpus,
        (Instant) row[4],
        (Instant) row[5],
        (Instant) row[6],
        Optional.ofNullable((Instant) row[7])
            .map(at -> new Reservation.End(at, Ending.valueOf((String) row[8]))));
  }

  /** False where it has ended already, or there is none. */
  boolean end(ReservationId id, Instant at, Ending why) {
    int ended =
        database
            .createNativeMutationQuery(
                """
                update reservation set ended_at = ?2, ending = ?3
                where id = ?1 and ended_at is null""")
            .setParameter(1, id.value())
            .setParameter(2, at)
            .setParameter(3, why.name())
            .executeUpdate();
    database
        .createNativeMutationQuery("delete from reservation_gpu where reservation = ?1")
        .setParameter(1, id.value())
        .executeUpdate();
    return ended > 0;
  }

  boolean anyBegun(Instant now) {
    return database
        .createNativeQuery(
            "select exists (select 1 from reservation where ended_at is null and from_at <= ?1)",
            Boolean.class)
        .setParameter(1, now)
        .getSingleResult();
  }

  /** Notes which GPUs their owners' leases hold now, where that was not noted since a time. */
  void noteUse(Instant now, Instant since) {
    database
        .createNativeMutationQuery(
            """
            update reservation_gpu booked set used_at = ?1
            from reservation r, gpu_grant held, lease
            where r.id = booked.reservation and held.gpu = booked.gpu
            and lease.id = held.lease_id and lease.owner = r.owner
            and lower(booked.during) <= ?1 and booked.used_at < ?2""")
        .setParameter(1, now)
        .setParameter(2, since)
        .executeUpdate();
  }

  void freeUnused(Instant now, Duration unusedFor) {
    database
        .createNativeMutationQuery("delete from reservation_gpu where used_at <= ?1")
        .setParameter(1, now.minus(unusedFor))
        .executeUpdate();
  }

  /** Ids of those that are to end, with the reason. */
  Map<ReservationId, Ending> ending(Instant now) {
    var ending = new LinkedHashMap<ReservationId, Ending>();
    database
        .createNativeQuery(
            """
            select r.id, r.until_at <= ?1 from reservation r where r.ended_at is null
            and (r.until_at <= ?1 or not exists
              (select 1 from reservation_gpu booked where booked.reservation = r.id))
            order by r.id""",
            Object[].class)
        .setParameter(1, now)
        .getResultStream()
        .forEach(
            row ->
                ending.put(
                    new ReservationId((String) row[0]),
                    (Boolean) row[1] ? Ending.OVER : Ending.UNUSED));
    return ending;
  }
}
