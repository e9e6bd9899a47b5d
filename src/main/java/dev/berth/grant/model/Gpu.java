package dev.berth.grant.model;

import dev.berth.kernel.ByteSize;
import dev.berth.kernel.GpuId;

/**
 * A GPU as leases know it.
 *
 * @param index its number on the machine, for display: it changes when a card is lost
 * @param model as the driver names it, as {@code NVIDIA A100-SXM4-80GB}
 * @param memory in all
 */
public record Gpu(GpuId id, int index, String model, ByteSize memory) {}
