package dev.berth.dataset;

import java.util.List;
import java.util.Optional;

/** Where it is kept what is published. */
public interface DatasetStore {

  Optional<Dataset> find(String name);

  /** By name. */
  List<Dataset> list();

  /**
   * Creates or replaces a dataset, unless {@link DatasetPaths#conflict} finds another in its way;
   * two at once don't miss each other.
   *
   * @return {@link Publication.Published} or {@link Publication.Overlaps}
   */
  Publication put(Dataset dataset);

  /** False where there is none of this name. */
  boolean remove(String name);
}
