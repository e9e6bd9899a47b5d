package dev.berth.volume;

/** Outcome of {@link Volumes#ensure}. */
public sealed interface Ensured {

  /** The volume is on record; {@code created} where it was not before. */
  record Present(Volume volume, boolean created) implements Ensured {}

  /** The owner has as many as she may have. */
  record LimitReached(int limit) implements Ensured {}
}
