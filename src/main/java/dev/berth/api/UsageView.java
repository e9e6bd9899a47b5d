package dev.berth.api;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;

final class UsageView {

  private UsageView() {}

  static double hours(Duration time) {
    return BigDecimal.valueOf(time.toMillis())
        .divide(BigDecimal.valueOf(3_600_000), 4, RoundingMode.HALF_UP)
        .doubleValue();
  }
}
