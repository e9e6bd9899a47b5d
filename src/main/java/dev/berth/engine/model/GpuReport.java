package dev.berth.engine.model;

import java.time.Duration;
import java.util.List;

/** What a look at a machine's GPUs gave. */
public sealed interface GpuReport {

  /**
   * What the driver tells.
   *
   * @param gpus GPUs by index, each followed by its MIG devices; empty on a machine without
   * @param remarks lines of the driver's tool that are none of its tables, as of a lost GPU
   */
  record Seen(List<ObservedGpu> gpus, List<GpuProcess> processes, List<String> remarks)
      implements GpuReport {

    public Seen {
      gpus = List.copyOf(gpus);
      processes = List.copyOf(processes);
      remarks = List.copyOf(remarks);
    }
  }

  /** The engine gives GPUs to nobody, or the driver does not work. The text says why. */
  record Unsupported(String text) implements GpuReport {}

  /** Nothing can be concluded; the text is what was said instead of an answer. */
  record Failed(String text) implements GpuReport {}

  /** As a driver does that waits for a GPU which is lost. */
  record NoAnswer(Duration limit) implements GpuReport {}
}
