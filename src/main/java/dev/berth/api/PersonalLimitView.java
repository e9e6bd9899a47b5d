package dev.berth.api;

import dev.berth.plan.model.PersonalLimit;
import java.math.BigDecimal;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** An exception from a plan. */
@Schema(name = "PersonalLimit")
record PersonalLimitView(
    @Schema(examples = "maxGpus") String limit,
    @Schema(
            description = "A number or a text, as the limit has in a plan",
            oneOf = {Double.class, String.class},
            examples = "6")
        Object value,
    Instant until,
    @Schema(description = "Whether its time is over, so that the plan holds again") boolean over,
    @Schema(examples = "paper deadline") String reason) {

  static PersonalLimitView of(PersonalLimit personal, Instant now) {
    String text = personal.limit().text(personal.amount());
    return new PersonalLimitView(
        personal.limit().word(),
        personal.limit().isNumber() ? new BigDecimal(text) : text,
        personal.until(),
        personal.isOver(now),
        personal.reason());
  }
}
