package dev.berth.disk.store;

import dev.berth.disk.DiskStore;
import dev.berth.disk.model.DiskItem;
import dev.berth.disk.model.DiskUse;
import dev.berth.disk.model.Measuring;
import dev.berth.disk.model.Standing;
import dev.berth.disk.model.Standing.Level;
import dev.berth.kernel.ClockSkew;
import dev.berth.kernel.LeaseId;
import dev.berth.kernel.NodeId;
import dev.berth.kernel.UserId;
import dev.berth.notify.Outbox;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.hibernate.Session;

/** Keeps in PostgreSQL what things take of the disk. */
@ApplicationScoped
class PanacheDiskStore implements DiskStore {

  private static final String NODE = NodeId.LOCAL.value();

  private static final String ITEMS =
      """
      select used.kind, used.id, used.owner, coalesce(lease.name, volume.name, image.name, 'home'), used.bytes
      from disk_use used join account on account.handle = used.owner
      left join lease on used.kind = 'LAYER' and lease.id = used.id and lease.state <> 'released'
      left join volume on used.kind = 'VOLUME' and volume.engine_name = used.id
      left join image on used.kind = 'IMAGE' and image.name = used.id
      where (used.kind = 'HOME' or lease.id is not null or volume.engine_name is not null
        or image.name is not null)""";

  private final Session database;
  private final Outbox outbox;

  PanacheDiskStore(Session database, Outbox outbox) {
    this.database = database;
    this.outbox = outbox;
  }

  @Override
  public boolean claim(Instant now, Instant until, Duration longest) {
    // Whoever comes second waits for the row, and then reads that it is taken.
    return inTransaction(
        () -> {
          boolean isMine = isTaken(now, until, longest);
          if (isMine) {
            // What was removed before this measuring is not seen by it.
            database.createNativeMutationQuery("delete from disk_removed_home").executeUpdate();
          }
          return isMine;
        });
  }

  private boolean isTaken(Instant now, Instant until, Duration longest) {
    return database
            .createNativeMutationQuery(
                """
                update disk_watch set claimed_until = ?3, begun_at = ?2
                where node = ?1
                  and (claimed_until <= ?2 and (next_at <= ?2 or next_at > ?5)
                    or begun_at > ?4)""")
            .setParameter(1, NODE)
            .setParameter(2, now)
            .setParameter(3, until)
            .setParameter(4, ClockSkew.ahead(now))
            .setParameter(5, ClockSkew.ahead(now.plus(longest)))
            .executeUpdate()
        > 0;
  }

  @Override
  public void measured(List<Measured> things, Instant until, Instant at, Instant next) {
    inTransaction(
        () -> {
          int mine =
              database
                  .createNativeMutationQuery(
                      """
                      update disk_watch set claimed_until = 'epoch', next_at = ?3,
                        measured_at = ?4, trouble = ''
                      where node = ?1 and claimed_until = ?2""")
                  .setParameter(1, NODE)
                  .setParameter(2, until)
                  .setParameter(3, next)
                  .setParameter(4, at)
                  .executeUpdate();
          if (mine > 0) {
            replace(things);
          }
          return mine;
        });
  }

  private void replace(List<Measured> things) {
    database.createNativeMutationQuery("delete from disk_use").executeUpdate();
    // Arrays: one statement, however many things there are.
    database
        .createNativeMutationQuery(
            """
            insert into disk_use (kind, id, owner, bytes)
            select * from unnest(cast(?1 as text[]), cast(?2 as text[]), cast(?3 as text[]),
              cast(?4 as bigint[])) as seen (kind, id, owner, bytes)
            where kind <> 'HOME' or seen.owner not in (select gone.owner from disk_removed_home gone)""")
        .setParameter(1, things.stream().map(it -> it.kind().name()).toArray(String[]::new))
        .setParameter(2, things.stream().map(Measured::id).toArray(String[]::new))
        .setParameter(3, things.stream().map(it -> it.owner().value()).toArray(String[]::new))
        .setParameter(4, things.stream().map(Measured::bytes).toArray(Long[]::new))
        .executeUpdate();
  }

  @Override
  public void failed(String why, Instant until, Instant next) {
    inTransaction(
        () ->
            database
                .createNativeMutationQuery(
                    """
                    update disk_watch set claimed_until = 'epoch', next_at = ?3, trouble = ?4
                    where node = ?1 and claimed_until = ?2""")
                .setParameter(1, NODE)
                .setParameter(2, until)
                .setParameter(3, next)
                .setParameter(4, why)
                .executeUpdate());
  }

  @Override
  public Measuring last() {
    return inTransaction(
        () -> {
          var row =
              database
                  .createNativeQuery(
                      "select measured_at, trouble from disk_watch where node = ?1", Object[].class)
                  .setParameter(1, NODE)
                  .getSingleResult();
          return new Measuring(Optional.ofNullable((Instant) row[0]), (String) row[1]);
        });
  }

  @Override
  public DiskUse of(UserId owner) {
    return new DiskUse(
        inTransaction(
            () ->
                database
                    .createNativeQuery(ITEMS + " and used.owner = ?1", Object[].class)
                    .setParameter(1, owner.value())
                    .getResultStream()
                    .map(PanacheDiskStore::item)
                    .toList()));
  }

  @Override
  public Map<UserId, DiskUse> all() {
    return inTransaction(
        () ->
            database
                .createNativeQuery(ITEMS, Object[].class)
                .getResultStream()
                .map(PanacheDiskStore::item)
                .collect(
                    Collectors.groupingBy(
                        DiskItem::owner,
                        Collectors.collectingAndThen(Collectors.toList(), DiskUse::new))));
  }

  @Override
  public Map<LeaseId, Long> layers(List<LeaseId> leases) {
    return leases.isEmpty()
        ? Map.of()
        : inTransaction(
            () ->
                database
                    .createNativeQuery(
                        ITEMS + " and used.kind = 'LAYER' and used.id in (?1)", Object[].class)
                    .setParameterList(1, leases.stream().map(LeaseId::value).toList())
                    .getResultStream()
                    .map(PanacheDiskStore::item)
                    .collect(Collectors.toMap(it -> new LeaseId(it.id()), DiskItem::bytes)));
  }

  @Override
  public void forgetHome(UserId owner) {
    inTransaction(
        () -> {
          // Before or after what a measuring writes, which begins with this row.
          database
              .createNativeQuery("select node from disk_watch for update", String.class)
              .getResultList();
          database
              .createNativeMutationQuery(
                  "insert into disk_removed_home (owner) values (?1) on conflict do nothing")
              .setParameter(1, owner.value())
              .executeUpdate();
          return database
              .createNativeMutationQuery("delete from disk_use where kind = 'HOME' and owner = ?1")
              .setParameter(1, owner.value())
              .executeUpdate();
        });
  }

  @Override
  public Map<UserId, Standing> standings() {
    return inTransaction(
        () ->
            database
                .createNativeQuery(
                    """
                    select owner, level, since, over_millis, seen_at from disk_standing
                    join account on account.handle = owner""",
                    Object[].class)
                .getResultStream()
                .collect(
                    Collectors.toMap(
                        row -> new UserId((String) row[0]), PanacheDiskStore::standing)));
  }

  @Override
  public boolean stands(UserId owner, Standing before, Standing now, Optional<Telling> telling) {
    return inTransaction(
        () -> {
          boolean isMine =
              database
                      .createNativeMutationQuery(
                          """
                          insert into disk_standing as stored
                            (owner, level, since, over_millis, seen_at)
                          values (?1, ?2, ?3, ?4, ?5)
                          on conflict (owner) do update
                            set level = excluded.level, since = excluded.since,
                              over_millis = excluded.over_millis, seen_at = excluded.seen_at
                            where stored.level = ?6 and stored.since = ?7
                              and stored.over_millis = ?8 and stored.seen_at = ?9""")
                      .setParameter(1, owner.value())
                      .setParameter(2, now.level().name())
                      .setParameter(3, now.since())
                      .setParameter(4, now.over().toMillis())
                      .setParameter(5, now.seen())
                      .setParameter(6, before.level().name())
                      .setParameter(7, before.since())
                      .setParameter(8, before.over().toMillis())
                      .setParameter(9, before.seen())
                      .executeUpdate()
                  == 1;
          if (isMine) {
            telling.ifPresent(it -> outbox.add(it.notice(), it.channels(), now.since()));
          }
          return isMine;
        });
  }

  private static Standing standing(Object[] row) {
    return new Standing(
        Level.valueOf((String) row[1]),
        (Instant) row[2],
        Duration.ofMillis(((Number) row[3]).longValue()),
        (Instant) row[4]);
  }

  private static DiskItem item(Object[] row) {
    return new DiskItem(
        DiskItem.Kind.valueOf((String) row[0]),
        (String) row[1],
        new UserId((String) row[2]),
        (String) row[3],
        ((Number) row[4]).longValue());
  }

  private static <T> T inTransaction(Callable<T> work) {
    return QuarkusTransaction.joiningExisting().call(work);
  }
}
