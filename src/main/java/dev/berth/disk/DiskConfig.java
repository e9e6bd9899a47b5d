package dev.berth.disk;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** How much room there must be on disks, and how it is looked for. */
@ConfigMapping(prefix = "berth.disk")
public interface DiskConfig {

  /**
   * What must be free on the disk that holds the engine's data, as Docker writes sizes. Below it
   * nothing new starts; {@code off} never looks.
   */
  @WithDefault("5g")
  String leastFree();

  /**
   * Any directory on that disk, as Berth sees it. Unset: the engine's own, where that is on this
   * machine.
   */
  Optional<String> path();

  /**
   * How often is measured what users have written; less often where it takes long, so that it takes
   * a twentieth of the time at most.
   */
  @WithDefault("10m")
  Duration every();

  /** How long a user may have more than her plan allows before what she runs is stopped. */
  @WithDefault("24h")
  Duration patience();
}
