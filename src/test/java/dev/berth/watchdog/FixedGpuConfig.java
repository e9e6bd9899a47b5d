package dev.berth.watchdog;

import dev.berth.gpu.GpuConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** The defaults of the configuration, or GPUs that are declared. */
record FixedGpuConfig(
    Discovery discovery,
    List<Declared> declared,
    Duration probeEvery,
    String probeImage,
    String cleanBelow,
    Duration checkEvery,
    Optional<Path> kernelLog)
    implements GpuConfig {

  FixedGpuConfig() {
    this(Discovery.PROBE, List.of());
  }

  private FixedGpuConfig(Discovery discovery, List<Declared> declared) {
    this(
        discovery,
        declared,
        Duration.ofSeconds(30),
        World.BAKED_FROM,
        "1g",
        Duration.ofMinutes(5),
        Optional.empty());
  }

  static FixedGpuConfig declaring(String... uuids) {
    return new FixedGpuConfig(
        Discovery.DECLARED,
        List.of(uuids).stream().<Declared>map(FixedGpuConfig.Card::new).toList());
  }

  private record Card(String uuid, OptionalInt index, String model, String memory)
      implements Declared {

    Card(String uuid) {
      this(uuid, OptionalInt.empty(), "A100", "80g");
    }
  }
}
