package dev.berth.gpu.model;

import dev.berth.grant.model.Gpu;
import java.util.Optional;

/**
 * A GPU that a probe has found.
 *
 * @param fault why it should be given to nobody, as uncorrected memory errors
 */
public record FoundGpu(Gpu gpu, Reading reading, Optional<String> fault) {

  /** What an idle driver keeps for itself; above it, something of the last holder is left. */
  private static final long IDLE_MEBIBYTES = 1024;

  /** Whether nothing of an earlier holder is left on it. */
  public boolean isClean() {
    return reading.processes() == 0 && reading.usedMebibytes() < IDLE_MEBIBYTES;
  }
}
