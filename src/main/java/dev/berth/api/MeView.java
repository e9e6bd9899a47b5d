package dev.berth.api;

import dev.berth.account.Account;
import dev.berth.plan.model.Plan;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A user as she sees herself: with what her plan allows. */
@Schema(name = "Me")
record MeView(
    @Schema(examples = "alice") String handle,
    @Schema(enumeration = {"user", "admin"}) String role,
    @Schema(examples = "default") String plan,
    boolean enabled,
    @Schema(description = "Your uid inside of every workspace", examples = "20001") int uid,
    Instant createdAt,
    Allowed allowed,
    @Schema(description = "What your leases take, each beside its limit") UseView use) {

  /** Limits and permissions of a plan. */
  @Schema(name = "Allowed")
  record Allowed(
      int maxLeases,
      String maxTerm,
      String maxLife,
      String grace,
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
      PermissionsView permissions) {}

  static MeView of(Account account, Plan plan, UseView use) {
    var user = UserView.of(account);
    var view = PlanView.of(plan);
    return new MeView(
        user.handle(),
        user.role(),
        user.plan(),
        user.enabled(),
        user.uid(),
        user.createdAt(),
        new Allowed(
            view.maxLeases(),
            view.maxTerm(),
            view.maxLife(),
            view.grace(),
            view.idleStopAfter(),
            view.maxRunning(),
            view.maxKept(),
            view.maxGpus(),
            view.gpuHoursPerWeek(),
            view.maxCpus(),
            view.maxMemory(),
            view.maxShm(),
            view.maxPorts(),
            view.weight(),
            view.maxDisk(),
            view.permissions()),
        use);
  }
}
