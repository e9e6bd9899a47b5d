package dev.berth.account;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/** Small limits for tests. */
record FixedAccountConfig(
    Optional<Path> adminTokenFile, int maxKeys, int maxTokens, Duration maxTokenTtl)
    implements AccountConfig {

  FixedAccountConfig() {
    this(Optional.empty(), 2, 2, Duration.ofDays(365));
  }
}
