package dev.berth.api;

import dev.berth.account.Role;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the fields of a user that several requests have. */
final class UserFields {

  private static final Pattern PLAN = Pattern.compile("[a-z][a-z0-9-]{0,31}");

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

  static Optional<String> plan(@Nullable String text, Violations violations) {
    if (text != null && !PLAN.matcher(text).matches()) {
      violations.add(
          "plan",
          "must be 1 to 32 of a-z, 0-9 and '-', starting with a letter, not "
              + Violations.quote(text));
    }
    return Optional.ofNullable(text);
  }
}
