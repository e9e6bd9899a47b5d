package dev.berth.dataset.store;

import dev.berth.dataset.Dataset;
import dev.berth.dataset.DatasetPaths;
import dev.berth.dataset.DatasetStore;
import dev.berth.dataset.Publication;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/** Keeps in PostgreSQL what is published. */
@ApplicationScoped
class PanacheDatasetStore implements DatasetStore {

  private final DatasetRepository rows;

  PanacheDatasetStore(DatasetRepository rows) {
    this.rows = rows;
  }

  @Override
  public Optional<Dataset> find(String name) {
    return inTransaction(() -> rows.findByIdOptional(name).map(DatasetEntity::toModel));
  }

  @Override
  public List<Dataset> list() {
    return inTransaction(
        () -> rows.list("order by name").stream().map(DatasetEntity::toModel).toList());
  }

  @Override
  public Publication put(Dataset dataset) {
    return inTransaction(
        () -> {
          // No row stands for what two new paths have in common, so writers take the table in turn.
          rows.getSession()
              .createNativeMutationQuery("lock table dataset in share row exclusive mode")
              .executeUpdate();
          var conflict = DatasetPaths.conflict(dataset, list());
          if (conflict.isPresent()) {
            return new Publication.Overlaps(conflict.get());
          }
          var present = rows.findByIdOptional(dataset.name());
          var row = present.orElseGet(DatasetEntity::new);
          row.set(dataset);
          rows.persist(row);
          return new Publication.Published(dataset, present.isEmpty());
        });
  }

  @Override
  public boolean remove(String name) {
    return inTransaction(() -> rows.deleteById(name));
  }

  private static <T> T inTransaction(Callable<T> work) {
    return QuarkusTransaction.joiningExisting().call(work);
  }
}
