package dev.berth.kernel;

import org.jspecify.annotations.Nullable;

/**
 * Where a GPU is among those of its machine, as far as the driver tells.
 *
 * @param link the group of those that NVLink connects to each other, by the least index among them;
 *     null for one that has no NVLink
 * @param numa the memory node that is nearest to it
 */
public record GpuSpot(@Nullable Integer link, @Nullable Integer numa) {

  public static final GpuSpot UNKNOWN = new GpuSpot(null, null);
}
