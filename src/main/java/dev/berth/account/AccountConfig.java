package dev.berth.account;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Limits of accounts, and where the first start leaves the admin's token. */
@ConfigMapping(prefix = "berth.account")
public interface AccountConfig {

  /** File for the first admin's API token, mode 600; {@code admin-token} in the home if not set. */
  Optional<Path> adminTokenFile();

  /** SSH keys that one user may have. */
  @WithDefault("50")
  @Min(1)
  @Max(1000)
  int maxKeys();

  /** Live API tokens that one user may have. */
  @WithDefault("100")
  @Min(1)
  @Max(1000)
  int maxTokens();

  /** Longest time after which a token that expires may do so. */
  @WithDefault("365d")
  Duration maxTokenTtl();
}
