package dev.berth.image.store;

import dev.berth.image.CatalogImage;
import dev.berth.image.CatalogImage.State;
import dev.berth.image.ImageStore;
import dev.berth.kernel.ClockSkew;
import dev.berth.kernel.ImageRef;
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
