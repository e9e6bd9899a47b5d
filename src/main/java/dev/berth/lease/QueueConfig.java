package dev.berth.lease;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How the queue for GPUs reckons. */
@ConfigMapping(prefix = "berth.queue")
public interface QueueConfig {

  /** What estimates allow for between the end of a term and the GPUs being free again. */
  @WithDefault("2m")
  Duration settle();

  /** Whoever waits longer comes before all who do not, whatever they weigh: nobody starves. */
  @WithDefault("2d")
  Duration patience();

  /** How long GPUs are kept for a lease that asked for {@code claim}. */
  @WithDefault("15m")
  Duration claimWithin();

  /**
   * After which a GPU-hour counts half against whoever had it, when it is about whose turn it is.
   */
  @WithDefault("7d")
  Duration halfLife();
}
