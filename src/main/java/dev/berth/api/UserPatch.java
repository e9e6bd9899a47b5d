package dev.berth.api;

import dev.berth.account.AccountChange;
import dev.berth.plan.Plans;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** What to change of a user; what is left out stays. */
@Schema(name = "UserPatch")
record UserPatch(
    @Nullable Boolean enabled,
    @Schema(enumeration = {"user", "admin"}) @Nullable String role,
    @Nullable String plan) {

  AccountChange check(Plans plans) {
    var violations = new Violations();
    var change =
        new AccountChange(
            Optional.ofNullable(enabled),
            UserFields.role(role, violations),
            UserFields.plan(plan, plans, violations));
    violations.throwIfAny();
    return change;
  }
}
