package dev.berth.workspace;

import io.smallrye.config.ConfigMapping;
import jakarta.validation.constraints.Pattern;
import java.util.Optional;

/** What workspaces are told of the world around them. */
@ConfigMapping(prefix = "berth.workspace")
public interface WorkspaceConfig {

  /**
   * Address under which users reach Berth, such as {@code https://berth.lab}; shown at each login.
   * Unset: only the path is shown.
   */
  Optional<
          @Pattern(
              regexp = "https?://[A-Za-z0-9._~:/\\[\\]-]{1,200}",
              message = "must be an http or https address")
          String>
      berthUrl();
}
