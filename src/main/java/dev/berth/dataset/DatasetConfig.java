package dev.berth.dataset;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.List;

/** Where datasets may be. */
@ConfigMapping(prefix = "berth.dataset")
public interface DatasetConfig {

  /** Host directories in which paths may be published; absolute, without {@code ..}. */
  @WithDefault("/data,/mnt,/srv")
  List<String> roots();
}
