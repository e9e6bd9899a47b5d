package dev.berth.gpu.model;

import dev.berth.grant.model.Gpu;
import java.util.List;
import java.util.Optional;

/**
 * A GPU that a probe has found, or that is declared.
 *
 * @param fault why it should be given to nobody, as uncorrected memory errors
 * @param clean whether nothing of an earlier holder is left on it
 * @param busId where it sits, as the driver says it
 */
public record FoundGpu(
    Gpu gpu, Reading reading, Optional<String> fault, boolean clean, Optional<String> busId) {

  /** One of which its processes alone tell whether something is left on it. */
  public FoundGpu(Gpu gpu, Reading reading, Optional<String> fault) {
    this(gpu, reading, fault, reading.processes() == 0, Optional.empty());
  }

  /**
   * The shares in which it is given away. Its faults are its own.
   *
   * @param held whether somebody has one: what is on the GPU may be theirs, so nothing tells of a
   *     share that it is not clean
   */
  public List<FoundGpu> shares(int count, boolean held) {
    return gpu.shares(count).stream()
        .map(share -> new FoundGpu(share, reading, Optional.empty(), held || clean, busId))
        .toList();
  }
}
