package dev.berth.gpu.model;

import dev.berth.grant.model.Gpu;
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
}
