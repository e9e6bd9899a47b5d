package dev.berth.gpu;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** How GPUs are found, and when one counts as free. */
@ConfigMapping(prefix = "berth.gpu")
public interface GpuConfig {

  /** {@code probe} looks from a container; {@code declared} believes {@link #declared()}. */
  @WithDefault("probe")
  Discovery discovery();

  /** How Berth learns which GPUs there are. */
  enum Discovery {
    PROBE,
    DECLARED
  }

  /**
   * The GPUs of a host where no probe may run. Nobody sees what is left on them: those given back
   * are free at once.
   */
  List<Declared> declared();

  /** A GPU, as {@code nvidia-smi --query-gpu=index,uuid,name,memory.total} shows it. */
  interface Declared {

    String uuid();

    /** Its place in the list where it is left out. */
    OptionalInt index();

    String model();

    /** As Docker writes it. */
    String memory();
  }

  /** Pause between probes. */
  @WithDefault("30s")
  Duration probeEvery();

  /** In which a probe runs; any with glibc will do, for the driver's tools are put into it. */
  @WithDefault("debian:bookworm-slim")
  String probeImage();

  /**
   * What an idle driver keeps for itself at the most; with as much in use or more, something of the
   * last holder is left on a GPU.
   */
  @WithDefault("1g")
  String cleanBelow();

  /**
   * How often a running workspace is asked whether it sees its GPUs still; each minute where it
   * does not.
   */
  @WithDefault("5m")
  Duration checkEvery();

  /**
   * The log of the host's kernel, as {@code /var/log/kern.log}: GPUs of which the driver reports a
   * fatal error there are quarantined. Nobody but the host's administrators may write to it.
   */
  Optional<Path> kernelLog();
}
