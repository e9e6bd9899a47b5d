package dev.berth.api;

import dev.berth.account.SshKey;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** An SSH key as the API shows one. */
@Schema(name = "SshKey")
record KeyView(
    @Schema(examples = "SHA256:uGm1nGUrPsyDyKyAZVtvPfCZjWlTXnEQpl0wBUoKR9k") String fingerprint,
    @Schema(examples = "laptop") String name,
    @Schema(examples = "ssh-ed25519") String type,
    String publicKey,
    Instant createdAt) {

  static KeyView of(SshKey key) {
    return new KeyView(key.fingerprint(), key.name(), key.type(), key.publicKey(), key.createdAt());
  }
}
