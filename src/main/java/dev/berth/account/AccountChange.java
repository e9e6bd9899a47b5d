package dev.berth.account;

import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What to change of an account; what is empty stays as it is. */
public record AccountChange(Optional<Boolean> enabled, Optional<Role> role, Optional<String> plan) {

  public static AccountChange enable(boolean enabled) {
    return new AccountChange(Optional.of(enabled), Optional.empty(), Optional.empty());
  }

  /** For the audit: {@code enabled=false plan=large}. */
  @Override
  public String toString() {
    return Stream.of(
            enabled.map(value -> "enabled=" + value),
            role.map(value -> "role=" + value),
            plan.map(value -> "plan=" + value))
        .flatMap(Optional::stream)
        .collect(Collectors.joining(" "));
  }
}
