package dev.berth.dataset;

import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Datasets in memory; passes {@link DatasetStoreContract}. */
public final class InMemoryDatasetStore implements DatasetStore {

  private final TreeMap<String, Dataset> datasets = new TreeMap<>();

  @Override
  public synchronized Optional<Dataset> find(String name) {
    return Optional.ofNullable(datasets.get(name));
  }

  @Override
  public synchronized List<Dataset> list() {
    return List.copyOf(datasets.values());
  }

  @Override
  public synchronized Publication put(Dataset dataset) {
    return DatasetPaths.conflict(dataset, datasets.values())
        .<Publication>map(Publication.Overlaps::new)
        .orElseGet(
            () ->
                new Publication.Published(dataset, datasets.put(dataset.name(), dataset) == null));
  }

  @Override
  public synchronized boolean remove(String name) {
    return datasets.remove(name) != null;
  }
}
