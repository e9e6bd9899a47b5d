package dev.berth.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.berth.usage.model.Reckoning;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** How long leases were up in a time, and their GPUs held and idle; what had most comes first. */
@Schema(name = "Usage")
record UsageView(
    @Schema(examples = "2026-11-01T00:00:00Z") Instant from,
    @Schema(examples = "2026-12-01T00:00:00Z") Instant until,
    @Schema(enumeration = {"user", "plan", "label", "gpu", "lease"}) String by,
    @Schema(description = "Whose values the keys are", examples = "project")
        @JsonInclude(JsonInclude.Include.NON_NULL)
        @Nullable String label,
    List<Item> items) {

  private static final BigDecimal MILLIS_OF_HOUR =
      BigDecimal.valueOf(Duration.ofHours(1).toMillis());
  private static final int DIGITS = 4;

  /** One sum, in hours. */
  @Schema(name = "UsageItem")
  record Item(
      @Schema(
              description =
                  "Handle, plan, label's value, GPU's UUID or lease's id; null for leases without"
                      + " the label",
              examples = "alice")
          @Nullable String key,
      @Schema(description = "Of two leases at once, twice", examples = "41.5") double leaseHours,
      @Schema(description = "Of two GPUs at once, twice", examples = "83") double gpuHours,
      @Schema(description = "The part of gpuHours in which the GPU did nothing", examples = "12.25")
          double gpuHoursIdle) {

    static Item of(Reckoning.Item sum) {
      return new Item(
          sum.key().orElse(null), hours(sum.leases()), hours(sum.gpus()), hours(sum.idle()));
    }
  }

  static UsageView of(UsageRequest request, List<Reckoning.Item> sums) {
    return new UsageView(
        request.range().from(),
        request.range().until(),
        request.by().name().toLowerCase(Locale.ROOT),
        request.label().orElse(null),
        sums.stream().map(Item::of).toList());
  }

  /** To a ten-thousandth, which is less than a second. */
  static double hours(Duration time) {
    return BigDecimal.valueOf(time.toMillis())
        .divide(MILLIS_OF_HOUR, DIGITS, RoundingMode.HALF_UP)
        .doubleValue();
  }
}
