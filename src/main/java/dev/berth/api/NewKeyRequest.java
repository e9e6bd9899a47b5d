package dev.berth.api;

import dev.berth.account.Labels;
import dev.berth.account.PublicKeys;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** An SSH public key to add. Never prints the key: it may be a private one. */
@Schema(name = "NewSshKey")
record NewKeyRequest(
    @Schema(description = "The key's comment is taken where this is left out")
        @Nullable String name,
    @Schema(required = true, description = "One line, as in ~/.ssh/id_ed25519.pub")
        @Nullable String publicKey) {

  /** The same, checked. */
  record Checked(String name, PublicKeys.Accepted key) {}

  Checked check() {
    var violations = new Violations();
    if (name != null && !Labels.isValid(name)) {
      violations.add("name", Labels.RULE);
    }
    // Both are looked at before anything is answered: a private key must be pointed out at once.
    switch (PublicKeys.parse(publicKey == null ? "" : publicKey)) {
      case PublicKeys.Refused(_, var message) -> violations.add("publicKey", message);
      case PublicKeys.Accepted accepted -> {
        violations.throwIfAny();
        return new Checked(name == null ? nameFor(accepted) : name, accepted);
      }
    }
    throw violations.asProblem();
  }

  private static String nameFor(PublicKeys.Accepted key) {
    if (Labels.isValid(key.comment())) {
      return key.comment();
    }
    String digits = key.fingerprint().substring("SHA256:".length()).replaceAll("[^A-Za-z0-9]", "");
    return "key-" + digits.substring(0, 8);
  }

  @Override
  public String toString() {
    return "NewKeyRequest[redacted]";
  }
}
