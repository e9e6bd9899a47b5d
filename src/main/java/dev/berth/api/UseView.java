package dev.berth.api;

import dev.berth.disk.model.DiskUse;
import dev.berth.disk.model.Measuring;
import dev.berth.kernel.ByteSize;
import dev.berth.plan.model.Limit;
import dev.berth.plan.model.Limits;
import dev.berth.plan.model.Use;
import java.math.BigDecimal;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What a user's leases take, each beside its limit. */
@Schema(name = "Use")
record UseView(
    Count maxLeases,
    Count maxRunning,
    Count maxKept,
    Count maxGpus,
    Hours gpuHoursPerWeek,
    Cpus maxCpus,
    Size maxMemory,
    Size maxShm,
    Count maxPorts,
    Disk maxDisk) {

  /** Of things. */
  @Schema(name = "UsedCount")
  record Count(@Schema(examples = "2") long used, @Schema(examples = "32") long limit) {}

  /** Of the last seven days. */
  @Schema(name = "UsedHours")
  record Hours(
      @Schema(examples = "31.5") double used,
      @Schema(description = "null for any number", examples = "168") @Nullable Integer limit) {}

  /** Of CPUs. */
  @Schema(name = "UsedCpus")
  record Cpus(@Schema(examples = "1.5") double used, @Schema(examples = "64") double limit) {}

  /** Of the disk. */
  @Schema(name = "UsedDisk")
  record Disk(
      @Schema(description = "Bytes in workspaces, home and volumes", examples = "53687091200")
          long usedBytes,
      @Schema(description = "null for any amount", examples = "500g") @Nullable String limit,
      @Schema(description = "null before it was measured") @Nullable Instant measuredAt) {}

  /** Of bytes, as Docker writes them. */
  @Schema(name = "UsedSize")
  record Size(@Schema(examples = "48g") String used, @Schema(examples = "256g") String limit) {}

  static UseView of(Use use, Limits limits, DiskUse disk, Measuring measured) {
    return new UseView(
        count(Limit.LEASES, use, limits),
        count(Limit.RUNNING, use, limits),
        count(Limit.KEPT, use, limits),
        count(Limit.GPUS, use, limits),
        new Hours(
            UsageView.hours(use.week().used()), limits.amounts().gpuHoursPerWeek().orElse(null)),
        new Cpus(
            new BigDecimal(Limit.CPUS.text(use.of(Limit.CPUS))).doubleValue(),
            limits.amounts().maxCpus()),
        size(Limit.MEMORY, use, limits),
        size(Limit.SHM, use, limits),
        count(Limit.PORTS, use, limits),
        new Disk(
            disk.bytes(),
            limits.amounts().maxDisk().map(ByteSize::toString).orElse(null),
            measured.at().orElse(null)));
  }

  private static Count count(Limit limit, Use use, Limits limits) {
    return new Count(use.of(limit), limit.of(limits));
  }

  private static Size size(Limit limit, Use use, Limits limits) {
    return new Size(limit.text(use.of(limit)), limit.text(limit.of(limits)));
  }
}
