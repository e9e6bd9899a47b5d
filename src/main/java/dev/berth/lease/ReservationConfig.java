package dev.berth.lease;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/** What may be reserved. */
@ConfigMapping(prefix = "berth.reservation")
public interface ReservationConfig {

  /** A GPU that no lease of the reservation's owner held for so long is given back. */
  @WithDefault("30m")
  Duration unusedFor();

  /** How far ahead a reservation may begin. */
  @WithDefault("30d")
  Duration ahead();

  /** How many a user may have open. */
  @WithDefault("5")
  @Min(1)
  @Max(1000)
  int most();
}
