package dev.berth.usage;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

/** How use is reckoned. */
@ConfigMapping(prefix = "berth.usage")
public interface UsageConfig {

  /** Percent of utilisation under which a GPU counts as idle; 0 for never. */
  @WithDefault("5")
  @Min(0)
  @Max(100)
  int idleBelow();
}
