package dev.berth.api;

import dev.berth.kernel.UserId;
import dev.berth.plan.model.LimitName;
import dev.berth.plan.model.PersonalLimit;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** An exception from a plan. All of it is needed. */
@Schema(name = "PersonalLimitSettings")
record PersonalLimitRequest(
    @Schema(
            description = "A number or a text, as the limit has in a plan",
            oneOf = {Double.class, String.class},
            examples = "6")
        @Nullable Object value,
    @Schema(examples = "2027-01-15T00:00:00Z") @Nullable Instant until,
    @Schema(examples = "paper deadline") @Nullable String reason) {

  private static final Duration LONGEST = Duration.ofDays(3650);
  private static final Pattern REASON = Pattern.compile("[^\\p{Cntrl}]{1,500}");

  PersonalLimit check(UserId owner, LimitName limit, Instant now) {
    var wrong = new Violations();
    var amount = amount(limit);
    if (amount.isEmpty()) {
      wrong.add(
          "value",
          "must be a %s, %s, as %s has in a plan, not %s"
              .formatted(
                  limit.isNumber() ? "number" : "text",
                  limit.bounds(),
                  limit.word(),
                  Violations.quote(String.valueOf(value))));
    }
    if (until == null || !until.isAfter(now) || until.isAfter(now.plus(LONGEST))) {
      wrong.add("until", "must be a time like 2027-01-15T00:00:00Z, in the next 3650 days");
    }
    if (reason == null || reason.isBlank() || !REASON.matcher(reason).matches()) {
      wrong.add("reason", "must be one line of 1 to 500 characters");
    }
    wrong.throwIfAny();
    return new PersonalLimit(
        owner,
        limit,
        amount.orElseThrow(),
        Optional.ofNullable(until).orElseThrow(),
        Optional.ofNullable(reason).orElseThrow());
  }

  private Optional<Long> amount(LimitName limit) {
    return switch (value) {
      case Number number when limit.isNumber() -> limit.parse(number.toString());
      case String text when !limit.isNumber() -> limit.parse(text);
      case null, default -> Optional.empty();
    };
  }
}
