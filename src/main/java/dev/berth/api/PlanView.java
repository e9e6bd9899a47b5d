package dev.berth.api;

import dev.berth.kernel.ByteSize;
import dev.berth.kernel.DurationText;
import dev.berth.plan.model.Plan;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A plan with the limits it comes to, whether set or as configured. */
@Schema(name = "Plan")
record PlanView(
    @Schema(examples = "default") String name,
    @Schema(examples = "32") int maxLeases,
    @Schema(examples = "7d") String maxTerm,
    @Schema(examples = "30d") String maxLife,
    @Schema(examples = "3d") String grace,
    @Schema(description = "null for never", examples = "4h") @Nullable String idleStopAfter,
    @Schema(examples = "32") int maxRunning,
    @Schema(examples = "32") int maxKept,
    @Schema(examples = "8") int maxGpus,
    @Schema(description = "null for any number") @Nullable Integer gpuHoursPerWeek,
    @Schema(examples = "64") double maxCpus,
    @Schema(examples = "256g") String maxMemory,
    @Schema(examples = "64g") String maxShm,
    @Schema(examples = "1024") int maxPorts,
    @Schema(examples = "1") double weight,
    @Schema(description = "null for any amount", examples = "500g") @Nullable String maxDisk,
    PermissionsView permissions) {

  static PlanView of(Plan plan) {
    var limits = plan.limits();
    var amounts = limits.amounts();
    return new PlanView(
        plan.name(),
        limits.maxLeases(),
        DurationText.format(limits.maxTerm()),
        DurationText.format(limits.maxLife()),
        DurationText.format(limits.grace()),
        limits.idleStopAfter().map(DurationText::format).orElse(null),
        amounts.maxRunning(),
        amounts.maxKept(),
        amounts.maxGpus(),
        amounts.gpuHoursPerWeek().orElse(null),
        amounts.maxCpus(),
        amounts.maxMemory().toString(),
        amounts.maxShm().toString(),
        amounts.maxPorts(),
        amounts.weight(),
        amounts.maxDisk().map(ByteSize::toString).orElse(null),
        PermissionsView.of(plan.permissions()));
  }
}
