package dev.berth.gpu;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How GPUs are found. */
@ConfigMapping(prefix = "berth.gpu")
public interface GpuConfig {

  /** Pause between probes. */
  @WithDefault("30s")
  Duration probeEvery();

  /** In which a probe runs; any with glibc will do, for the driver's tools are put into it. */
  @WithDefault("debian:bookworm-slim")
  String probeImage();

  /**
   * How often a running workspace is asked whether it sees its GPUs still; each minute where it
   * does not.
   */
  @WithDefault("5m")
  Duration checkEvery();
}
