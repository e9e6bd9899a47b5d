package dev.berth.api;

import dev.berth.account.Role;
import dev.berth.plan.Plans;
import dev.berth.plan.model.Plan;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads the fields of a user that several requests have. */
final class UserFields {

  private static final Pattern PLAN = Pattern.compile(Plan.NAME_PATTERN);
  private static final int SHOWN = 10;

  private UserFields() {}

  static Optional<Role> role(@Nullable String text, Violations violations) {
    return switch (text) {
      case null -> Optional.empty();
      case Roles.USER -> Optional.of(Role.USER);
      case Roles.ADMIN -> Optional.of(Role.ADMIN);
      default -> {
        violations.add("role", "must be user or admin, not " + Violations.quote(text));
        yield Optional.empty();
      }
    };
  }

  static Optional<String> plan(@Nullable String text, Plans plans, Violations violations) {
    // Without the pattern a NUL character would reach the database, which refuses it.
    if (text != null && (!PLAN.matcher(text).matches() || plans.find(text).isEmpty())) {
      violations.add("plan", isNoPlan(text, plans));
    }
    return Optional.ofNullable(text);
  }

  static String isNoPlan(String text, Plans plans) {
    String some =
        plans.list().stream().map(Plan::name).limit(SHOWN).collect(Collectors.joining(", "));
    return "must be a plan that is there, like " + some + ", not " + Violations.quote(text);
  }
}
