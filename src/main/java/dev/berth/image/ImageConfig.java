package dev.berth.image;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.Map;

/** The catalogue and baking. */
@ConfigMapping(prefix = "berth.image")
public interface ImageConfig {

  /**
   * Entries that a start adds to the catalogue where they are missing: name to source image.
   * Entries that are there are not changed.
   */
  Map<String, String> catalogue();

  /** How long after a failed baking the next request for the image tries again. */
  @WithDefault("30s")
  Duration retryAfter();

  /** Images of their own, snapshots of workspaces, that each user may have. */
  @WithDefault("20")
  @Min(0)
  @Max(10_000)
  int maxOwn();
}
