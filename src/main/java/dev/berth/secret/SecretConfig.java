package dev.berth.secret;

import io.smallrye.config.ConfigMapping;
import java.nio.file.Path;
import java.util.Optional;

/** The key under which Berth keeps what it must be able to read back, such as host keys. */
@ConfigMapping(prefix = "berth.secret")
public interface SecretConfig {

  /**
   * File with 32 random bytes in Base64; made at the first start where it is missing. Unset: {@code
   * secret-key} in {@code berth.home}. Back it up apart from the database, and give every replica
   * the same.
   */
  Optional<Path> keyFile();
}
