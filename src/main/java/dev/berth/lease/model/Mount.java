package dev.berth.lease.model;

import org.jspecify.annotations.Nullable;

/**
 * Something that is seen inside of a workspace and outlives it.
 *
 * @param name of the volume or the dataset; null for the home
 * @param target absolute path inside
 */
public record Mount(Kind kind, @Nullable String name, String target, boolean readOnly) {

  /** Stored by name: rename only with a migration. */
  public enum Kind {
    /** The owner's home volume. */
    HOME,
    /** A volume of the owner. */
    VOLUME,
    /** A path of the host that an admin has published. */
    DATASET
  }

  /** The name of what must have one. */
  public String required() {
    if (name == null) {
      throw new IllegalStateException("a mount of kind " + kind + " has no name");
    }
    return name;
  }
}
