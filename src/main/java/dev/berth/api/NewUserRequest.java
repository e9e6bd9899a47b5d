package dev.berth.api;

import dev.berth.account.Account;
import dev.berth.account.Role;
import dev.berth.kernel.UserId;
import dev.berth.plan.Plans;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** A user to make. */
@Schema(name = "NewUser")
record NewUserRequest(
    @Schema(required = true, pattern = UserId.PATTERN) @Nullable String handle,
    @Schema(
            enumeration = {"user", "admin"},
            defaultValue = "user")
        @Nullable String role,
    @Schema(defaultValue = Account.DEFAULT_PLAN) @Nullable String plan) {

  /** The same, checked. */
  record Checked(UserId handle, Role role, String plan) {}

  Checked check(Plans plans) {
    var violations = new Violations();
    String handle = this.handle == null ? "" : this.handle;
    if (!UserId.isValid(handle)) {
      violations.add(
          "handle",
          "must be 1 to 32 of a-z, 0-9 and '-', starting with a letter, not "
              + Violations.quote(handle));
    }
    var role = UserFields.role(this.role, violations);
    var plan = UserFields.plan(this.plan, plans, violations);
    violations.throwIfAny();
    return new Checked(
        new UserId(handle), role.orElse(Role.USER), plan.orElse(Account.DEFAULT_PLAN));
  }
}
