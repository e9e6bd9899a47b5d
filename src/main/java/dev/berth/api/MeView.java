package dev.berth.api;

import dev.berth.account.Account;
import dev.berth.plan.model.Plan;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A user as she sees herself: with what her plan allows. */
@Schema(name = "Me")
record MeView(
    @Schema(examples = "alice") String handle,
    @Schema(enumeration = {"user", "admin"}) String role,
    @Schema(examples = "default") String plan,
    boolean enabled,
    @Schema(description = "Your uid inside of every workspace", examples = "20001") int uid,
    Instant createdAt,
    Allowed allowed) {

  /** Limits and permissions of a plan. */
  @Schema(name = "Allowed")
  record Allowed(
      int maxLeases, String maxTerm, String maxLife, String grace, PermissionsView permissions) {}

  static MeView of(Account account, Plan plan) {
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
            view.maxLeases(), view.maxTerm(), view.maxLife(), view.grace(), view.permissions()));
  }
}
