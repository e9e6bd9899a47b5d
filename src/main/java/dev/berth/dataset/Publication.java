package dev.berth.dataset;

/** Outcome of {@link Datasets#publish}. */
public sealed interface Publication {

  /** {@code created} where nothing had the name. */
  record Published(Dataset dataset, boolean created) implements Publication {}

  /** The path can't be published; the reason continues its name: {@code must be …}. */
  record Refused(String reason) implements Publication {}

  /** It shares files with another one, and one of the two is writable. */
  record Overlaps(Dataset other) implements Publication {}
}
