package dev.berth.volume.store;

import dev.berth.kernel.UserId;
import dev.berth.volume.Ensured;
import dev.berth.volume.Volume;
import dev.berth.volume.VolumeStore;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.panache.common.Sort;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;

/**
 * Keeps the record of volumes in PostgreSQL. Whoever takes or removes a volume locks the owner's
 * row first, as whoever takes a lease does.
 */
@ApplicationScoped
class PanacheVolumeStore implements VolumeStore {

  private final VolumeRepository rows;

  PanacheVolumeStore(VolumeRepository rows) {
    this.rows = rows;
  }

  @Override
  public Ensured ensure(Volume volume, int limit) {
    return inTransaction(
        () -> {
          if (!lock(volume.owner())) {
            throw new NoSuchElementException("no account " + volume.owner());
          }
          var present = rows.findByIdOptional(key(volume.owner(), volume.name()));
          if (present.isPresent()) {
            return new Ensured.Present(present.get().toModel(), false);
          }
          if (rows.count("owner", volume.owner().value()) >= limit) {
            return new Ensured.LimitReached(limit);
          }
          rows.persist(VolumeEntity.of(volume));
          return new Ensured.Present(volume, true);
        });
  }

  @Override
  public Optional<Volume> find(UserId owner, String name) {
    return inTransaction(() -> rows.findByIdOptional(key(owner, name)).map(VolumeEntity::toModel));
  }

  @Override
  public List<Volume> list(UserId owner) {
    return inTransaction(
        () ->
            rows.list("owner", Sort.by("name"), owner.value()).stream()
                .map(VolumeEntity::toModel)
                .toList());
  }

  @Override
  public boolean remove(Volume volume, BooleanSupplier used) {
    return inTransaction(
        () ->
            lock(volume.owner())
                && !used.getAsBoolean()
                && rows.delete(
                        "owner = ?1 and name = ?2 and engineName = ?3",
                        volume.owner().value(),
                        volume.name(),
                        volume.engineName())
                    == 1);
  }

  private boolean lock(UserId owner) {
    return !rows.getSession()
        .createNativeQuery(
            "select handle from account where handle = ?1 for no key update", Object.class)
        .setParameter(1, owner.value())
        .list()
        .isEmpty();
  }

  private static VolumeEntity.Key key(UserId owner, String name) {
    return new VolumeEntity.Key(owner.value(), name);
  }

  private static <T> T inTransaction(Callable<T> work) {
    return QuarkusTransaction.joiningExisting().call(work);
  }
}
