package dev.berth.api;

import dev.berth.grant.model.Gpu;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A GPU as its holder sees it. */
@Schema(name = "Gpu")
record GpuView(
    @Schema(examples = "GPU-8f3a52a1-1d1c-4f67-9f0c-6f2f3a7f7a10") String uuid,
    @Schema(description = "Its number on the machine; inside, they count from 0") int index,
    @Schema(examples = "NVIDIA A100-SXM4-80GB") String model,
    @Schema(examples = "80g") String memory) {

  static GpuView of(Gpu gpu) {
    return new GpuView(gpu.id().value(), gpu.index(), gpu.model(), gpu.memory().toString());
  }
}
