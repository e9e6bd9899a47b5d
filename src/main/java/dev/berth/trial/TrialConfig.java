package dev.berth.trial;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.util.Optional;

/** Settings of trials; an installation that is used has none of them. */
@ConfigMapping(prefix = "berth.trial")
public interface TrialConfig {

  /**
   * File with a number of seconds, by which Berth's clock is ahead of the system's: {@code -3600}
   * is an hour behind. Read anew while Berth runs.
   */
  Optional<Path> clockFile();
}
