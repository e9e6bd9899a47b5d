package dev.berth.disk.model;

import dev.berth.kernel.UserId;

/**
 * Something that takes room on the disk.
 *
 * @param id of the lease, the engine's name of the volume, or the name of the image
 * @param name as its owner knows it
 */
public record DiskItem(Kind kind, String id, UserId owner, String name, long bytes) {

  /** Stored by name: rename only with a migration. */
  public enum Kind {
    /** What was written in a workspace outside of mounts. */
    LAYER,
    HOME,
    VOLUME,
    /** One of her own, made of a workspace: what it has beside the catalogue's. */
    IMAGE
  }
}
