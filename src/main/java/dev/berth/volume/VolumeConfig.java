package dev.berth.volume;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;

/** Limits of own volumes. */
@ConfigMapping(prefix = "berth.volume")
public interface VolumeConfig {

  /** Own volumes that one user may have, beside the home. */
  @WithDefault("32")
  @Min(0)
  @Max(1000)
  int maxPerUser();
}
