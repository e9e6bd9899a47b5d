package dev.berth.gpu.model;

import dev.berth.kernel.GpuId;
import dev.berth.kernel.UserId;

/** What became of the wish to give a GPU away in another number of shares. */
public sealed interface ShareChange {

  /** It is so, from now on. */
  record Changed() implements ShareChange {}

  /** There is no whole GPU of this id. */
  record Unknown() implements ShareChange {}

  /** A lease has it, or a share of it. */
  record Held(GpuId gpu, KnownGpu.Holder by) implements ShareChange {}

  /** It, or a share of it, is reserved. */
  record Booked(GpuId gpu, UserId by) implements ShareChange {}
}
