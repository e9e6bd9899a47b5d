package dev.berth.idle;

import dev.berth.idle.model.Thresholds;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;

/**
 * What counts as use of a workspace. Whether and when idle ones are stopped, leases and plans say.
 */
@ConfigMapping(prefix = "berth.idle")
public interface IdleConfig {

  /** Longest pause between looks that there may be. */
  Duration MOST_EVERY = Duration.ofSeconds(30);

  /** Pause between looks at a running workspace that may be stopped; at most 30s. */
  @WithDefault("20s")
  Duration every();

  /** Percent of one CPU, from which on it is use. */
  @WithDefault("10")
  @DecimalMin("0.1")
  double cpuPercent();

  /** Bytes a second received and sent, from which on it is use. */
  @WithDefault("8000")
  @Min(1)
  long networkBytes();

  /** Bytes a second read and written, from which on it is use. */
  @WithDefault("32000")
  @Min(1)
  long diskBytes();

  /** Percent of utilisation of the busiest GPU, from which on it is use. */
  @WithDefault("5")
  @Min(1)
  @Max(101)
  int gpuPercent();

  /** Processes that compute on its GPUs, from which on it is use. */
  @WithDefault("1")
  @Min(1)
  int gpuProcesses();

  /** Longest time for which a workspace can be kept awake at once. */
  @WithDefault("24h")
  Duration longestKeepAwake();

  /** As one. */
  default Thresholds thresholds() {
    return new Thresholds(cpuPercent(), networkBytes(), diskBytes(), gpuPercent(), gpuProcesses());
  }
}
