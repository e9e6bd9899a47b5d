package dev.berth.home;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.nio.file.Path;

/** Where this installation keeps its files. */
@ConfigMapping(prefix = "berth")
public interface HomeConfig {

  /** Directory for the admin token, the secret key, logs and, in trial mode, the database. */
  @WithDefault(".berth")
  Path home();
}
