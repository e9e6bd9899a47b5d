package dev.berth.volume;

/** Outcome of {@link VolumeRemoval#remove}. */
public sealed interface Removal {

  record Removed() implements Removal {}

  record NoSuchVolume() implements Removal {}

  /** A live lease mounts it. */
  record InUse(String lease) implements Removal {}

  /**
   * The engine does not give it up: most likely a container that is on its way out has it still.
   */
  record Held() implements Removal {}
}
