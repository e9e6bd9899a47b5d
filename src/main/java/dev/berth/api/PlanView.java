package dev.berth.api;

import dev.berth.kernel.DurationText;
import dev.berth.plan.model.Plan;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A plan with the limits it comes to, whether set or as configured. */
@Schema(name = "Plan")
record PlanView(
    @Schema(examples = "default") String name,
    @Schema(examples = "32") int maxLeases,
    @Schema(examples = "7d") String maxTerm,
    @Schema(examples = "30d") String maxLife,
    @Schema(examples = "3d") String grace,
    PermissionsView permissions) {

  static PlanView of(Plan plan) {
    var limits = plan.limits();
    return new PlanView(
        plan.name(),
        limits.maxLeases(),
        DurationText.format(limits.maxTerm()),
        DurationText.format(limits.maxLife()),
        DurationText.format(limits.grace()),
        PermissionsView.of(plan.permissions()));
  }
}
