package dev.berth.engine.model;

import java.time.Duration;
import java.util.List;

/** What a running container sees of GPUs. */
public sealed interface VisibleGpus {

  /**
   * UUIDs in the container's own order; a divided GPU is there as its MIG devices alone.
   *
   * @param uuids none where the driver says so
   */
  record Visible(List<String> uuids) implements VisibleGpus {

    public Visible {
      uuids = List.copyOf(uuids);
    }
  }

  /**
   * It was told something else; {@code Failed to initialize NVML} means that it lost its devices
   * and that a new start brings them back. Without GPUs it has no tool to ask, which is this too.
   */
  record Failed(String text) implements VisibleGpus {}

  /** The question was given up and ended. */
  record NoAnswer(Duration limit) implements VisibleGpus {}
}
