package dev.berth.api;

import dev.berth.account.Labels;
import dev.berth.kernel.DurationText;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** An API token to issue. */
@Schema(name = "NewApiToken")
record NewTokenRequest(
    @Schema(required = true, examples = "laptop") @Nullable String name,
    @Schema(description = "Like 90d or P90D; without it the token does not expire")
        @Nullable String ttl) {

  /** The same, checked. */
  record Checked(String name, Optional<Duration> ttl) {}

  Checked check(Duration maxTtl) {
    var violations = new Violations();
    if (name == null || !Labels.isValid(name)) {
      violations.add("name", Labels.RULE);
    }
    Optional<Duration> duration = Optional.ofNullable(ttl).flatMap(DurationText::parse);
    if (ttl != null && duration.filter(value -> value.compareTo(maxTtl) <= 0).isEmpty()) {
      violations.add(
          "ttl",
          "must be a duration like 12h or 90d, at most %s, not %s"
              .formatted(DurationText.format(maxTtl), Violations.quote(ttl)));
    }
    violations.throwIfAny();
    return new Checked(name == null ? "" : name, duration);
  }
}
