package dev.berth.watchdog.model;

import dev.berth.kernel.LeaseId;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Something of this installation on the engine that nothing stands for.
 *
 * @param name of the container or the image; the owner of a network for links
 * @param lease whose it was, where that is known
 * @param bytes where the engine tells
 * @param note why it stays, or is removed later; empty otherwise
 */
public record Leftover(
    Kind kind, String name, Optional<LeaseId> lease, OptionalLong bytes, Fate fate, String note) {

  /** What it is. */
  public enum Kind {
    CONTAINER,
    /** Was baked for the catalogue. */
    IMAGE,
    /** Was made of a container, for the next one. */
    COPY,
    NETWORK
  }

  /** What becomes of it. */
  public enum Fate {
    /** Would be removed. */
    REMOVABLE,
    REMOVED,
    /** A sweep has to see it as well. */
    WAITING,
    /** The engine keeps it. */
    STAYS
  }

  public Leftover with(Fate now, String why) {
    return new Leftover(kind, name, lease, bytes, now, why);
  }
}
