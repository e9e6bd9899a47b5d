package dev.berth;

import io.quarkus.arc.Unremovable;
import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/**
 * Settings of the tests themselves. Declared because a property under {@code berth} that no mapping
 * knows is an error, so that a typing mistake is reported.
 */
@Unremovable // nobody injects it
@ConfigMapping(prefix = "berth.test")
interface TestConfig {

  /** Image with a PostgreSQL. */
  Optional<String> postgresImage();

  /** Image to bake workspaces from: Debian 12. */
  Optional<String> sourceImage();

  /** Debian 13, with the SSH server of the next generation. */
  Optional<String> trixieImage();

  /** An engine whose storage can hold containers to a size; the machine's own where it is empty. */
  Optional<String> diskEngine();

  /** An engine with simulated GPUs; {@link SimulatedGpus} starts one where it is empty. */
  Optional<String> gpuEngine();

  /** Where the faults of these GPUs are switched. */
  Optional<String> gpuState();

  /** Where this engine publishes ports. */
  Optional<String> gpuAddress();
}
