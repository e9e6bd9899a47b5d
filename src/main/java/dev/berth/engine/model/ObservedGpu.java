package dev.berth.engine.model;

import dev.berth.kernel.ByteSize;
import dev.berth.kernel.GpuSpot;
import org.jspecify.annotations.Nullable;

/**
 * A GPU, or a MIG device of one, as the driver shows it. What is null the driver does not tell.
 *
 * @param uuid stays the same as long as the card, or as the MIG device exists
 * @param index for people only: it changes when a card is added or lost. A MIG device has its GPU's
 * @param memoryUsed bytes, 0 included; null for a MIG device
 * @param mig null for a whole GPU
 */
public record ObservedGpu(
    String uuid,
    int index,
    String model,
    @Nullable ByteSize memory,
    @Nullable Long memoryUsed,
    Load load,
    Health health,
    Card card,
    @Nullable Mig mig) {

  /**
   * What it does now.
   *
   * @param utilization percent of the last moments in which something ran on it
   * @param temperature degrees Celsius
   * @param power watts
   */
  public record Load(
      @Nullable Integer utilization, @Nullable Integer temperature, @Nullable Double power) {

    public static final Load UNKNOWN = new Load(null, null, null);
  }

  /**
   * Signs that it fails.
   *
   * @param eccUncorrected memory errors since the driver was loaded
   * @param remapPending whether it must be reset for rows of its memory to be replaced
   * @param remapFailure whether rows could not be replaced
   * @param unreadable whether the driver failed to read something that this GPU has
   */
  public record Health(
      @Nullable Long eccUncorrected,
      @Nullable Boolean remapPending,
      @Nullable Boolean remapFailure,
      boolean unreadable) {}

  /**
   * What it is.
   *
   * @param migEnabled whether it is divided: nobody can use it as a whole then
   * @param persistence whether the driver stays loaded while nobody uses it
   * @param spot where it is among the others
   */
  public record Card(
      @Nullable String busId,
      @Nullable String driverVersion,
      boolean migEnabled,
      @Nullable Boolean persistence,
      GpuSpot spot) {}

  /**
   * A part of a GPU.
   *
   * @param parent UUID of the GPU
   * @param profile as NVIDIA names it: {@code 1g.10gb}
   */
  public record Mig(String parent, String profile) {}
}
