package dev.berth.gpu.model;

import java.time.Instant;
import java.util.Locale;

/**
 * A look at the node's GPUs.
 *
 * @param trouble why there is nothing to see, with what helps; empty where all is well
 */
public record Probe(Instant begunAt, Result result, String trouble) {

  /** What it came to. Stored by name: rename only with a migration. */
  public enum Result {
    /** The driver told of its GPUs. */
    SEEN,
    /** Nobody looked: the settings say which there are. */
    DECLARED,
    /** No container gets a GPU here. */
    NO_SUPPORT,
    /** Nothing could be concluded. */
    FAILED;

    /** As the API and metrics say it. */
    public String word() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }
}
