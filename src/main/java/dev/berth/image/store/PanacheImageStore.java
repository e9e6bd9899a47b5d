package dev.berth.image.store;

import dev.berth.image.CatalogImage;
import dev.berth.image.CatalogImage.State;
import dev.berth.image.ImageStore;
import dev.berth.kernel.ClockSkew;
import dev.berth.kernel.ImageRef;
import dev.berth.kernel.LeaseId;
import dev.berth.kernel.UserId;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Keeps the catalogue in PostgreSQL. */
@ApplicationScoped
class PanacheImageStore implements ImageStore {

  private static final int MAX_LOG = 256 * 1024;

  private final ImageRepository rows;

  PanacheImageStore(ImageRepository rows) {
    this.rows = rows;
  }

  @Override
  public boolean add(String name, ImageRef source, Instant now) {
    return QuarkusTransaction.joiningExisting()
        .call(
            () ->
                rows.getSession()
                        .createNativeMutationQuery(
                            """
                            insert into image (name, source, state, updated_at, version)
                            values (?1, ?2, 'NEW', ?3, 0) on conflict (name) do nothing""")
                        .setParameter(1, name)
                        .setParameter(2, source.value())
                        .setParameter(3, now)
                        .executeUpdate()
                    == 1);
  }

  @Override
  public Optional<CatalogImage> find(String name) {
    return QuarkusTransaction.joiningExisting()
        .call(() -> rows.findByIdOptional(name).map(ImageEntity::toModel));
  }

  @Override
  public List<CatalogImage> list() {
    return QuarkusTransaction.joiningExisting()
        .call(() -> rows.list("order by name").stream().map(ImageEntity::toModel).toList());
  }

  @Override
  public List<CatalogImage> list(UserId user) {
    return QuarkusTransaction.joiningExisting()
        .call(
            () ->
                rows
                    .list("name not like '%/%' or name like ?1 order by name", user.value() + "/%")
                    .stream()
                    .map(ImageEntity::toModel)
                    .toList());
  }

  @Override
  public List<CatalogImage> madeOf(LeaseId lease) {
    return QuarkusTransaction.joiningExisting()
        .call(
            () ->
                rows.list("madeOf = ?1 order by name", lease.value()).stream()
                    .map(ImageEntity::toModel)
                    .toList());
  }

  /** The owner's row serialises two of hers at once. */
  @Override
  public Begun begin(NewSnapshot snapshot, ImageRef source, Instant now, Instant until) {
    return QuarkusTransaction.joiningExisting()
        .call(
            () -> {
              rows.getSession()
                  .createNativeQuery(
                      "select 1 from account where handle = ?1 for no key update", Integer.class)
                  .setParameter(1, snapshot.owner().value())
                  .getSingleResult();
              if (rows.findByIdOptional(snapshot.entry()).isPresent()) {
                return new Begun.NameTaken();
              }
              if (isCopying(snapshot.of(), now)) {
                return new Begun.UnderWay();
              }
              if (rows.count("name like ?1", snapshot.owner().value() + "/%") >= snapshot.most()) {
                return new Begun.TooMany(snapshot.most());
              }
              var row = new ImageEntity();
              row.name = snapshot.entry();
              row.source = source.value();
              row.state = State.COPYING;
              row.detail = "";
              row.log = "";
              row.updatedAt = now;
              row.claimedUntil = until;
              row.madeOf = snapshot.of().value();
              rows.persist(row);
              return new Begun.Started();
            });
  }

  @Override
  public List<OwnSize> ownSizes() {
    return QuarkusTransaction.joiningExisting()
        .call(
            () ->
                rows.list("madeOf is not null and ownBytes > 0 order by name").stream()
                    .map(
                        row ->
                            new OwnSize(
                                row.name, row.toModel().owner().orElseThrow(), row.ownBytes))
                    .toList());
  }

  @Override
  public void copied(String name, long bytes) {
    QuarkusTransaction.joiningExisting()
        .run(
            () -> {
              var row = rows.findById(name, LockModeType.PESSIMISTIC_WRITE);
              if (row != null) {
                row.ownBytes = bytes;
                row.state = row.state == State.COPYING ? State.BAKING : row.state;
              }
            });
  }

  @Override
  public boolean isCopying(LeaseId lease, Instant now) {
    return QuarkusTransaction.joiningExisting()
        .call(
            () ->
                rows.list("madeOf = ?1 and state = ?2", lease.value(), State.COPYING).stream()
                    .anyMatch(row -> isTaken(row.claimedUntil, now)));
  }

  @Override
  public int endAbandoned(String why, Instant now) {
    return QuarkusTransaction.joiningExisting()
        .call(
            () ->
                rows.getSession()
                    .createNativeMutationQuery(
                        """
                        update image set version = version + 1, claimed_until = null,
                          detail = case state when 'COPYING' then :why else '' end,
                          state = case state when 'COPYING' then 'FAILED' else 'NEW' end,
                          updated_at = :now
                        where state in ('COPYING', 'BAKING')
                          and (claimed_until <= :now or claimed_until > :ahead)""")
                    .setParameter("why", why)
                    .setParameter("now", now)
                    .setParameter("ahead", ClockSkew.ahead(now))
                    .executeUpdate());
  }

  @Override
  public boolean remove(String name) {
    return QuarkusTransaction.joiningExisting().call(() -> rows.deleteById(name));
  }

  @Override
  public boolean claim(String name, Instant now, Instant until) {
    return QuarkusTransaction.joiningExisting()
        .call(
            () -> {
              var row = rows.findById(name, LockModeType.PESSIMISTIC_WRITE);
              if (row == null || isTaken(row.claimedUntil, now)) {
                return false;
              }
              row.state = State.BAKING;
              row.claimedUntil = until;
              row.detail = "";
              row.log = "";
              row.updatedAt = now;
              return true;
            });
  }

  private static boolean isTaken(@Nullable Instant until, Instant now) {
    return until != null && until.isAfter(now) && !ClockSkew.isAhead(until, now);
  }

  @Override
  public void progress(String name, String lines, Instant until) {
    QuarkusTransaction.joiningExisting()
        .run(
            () -> {
              var row = rows.findById(name, LockModeType.PESSIMISTIC_WRITE);
              if (row != null) {
                String log = row.log + lines;
                row.log = log.substring(Math.max(0, log.length() - MAX_LOG));
                row.claimedUntil = until;
              }
            });
  }

  @Override
  public void finish(CatalogImage result) {
    QuarkusTransaction.joiningExisting()
        .run(
            () -> {
              var row = rows.findById(result.name(), LockModeType.PESSIMISTIC_WRITE);
              // Removed and added again with another source while the old one was baked.
              if (row != null && row.source.equals(result.source().value())) {
                row.state = result.state();
                row.bakedRef = result.baked().map(ImageRef::value).orElse(null);
                row.sourceDigest = result.sourceDigest();
                row.recipe = result.recipe();
                row.detail = result.detail();
                row.updatedAt = result.updatedAt();
                row.claimedUntil = null;
              }
            });
  }

  @Override
  public String log(String name) {
    return QuarkusTransaction.joiningExisting()
        .call(() -> rows.findByIdOptional(name).map(row -> row.log).orElse(""));
  }
}
