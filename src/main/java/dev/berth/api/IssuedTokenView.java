package dev.berth.api;

import dev.berth.account.IssuedToken.Issued;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** An API token just issued, with the secret this once. */
@Schema(name = "IssuedApiToken")
record IssuedTokenView(
    String id,
    String name,
    @Schema(description = "Shown this once", examples = "berth_…") String token,
    Instant createdAt,
    @Nullable Instant expiresAt) {

  static IssuedTokenView of(Issued issued) {
    var token = issued.token();
    return new IssuedTokenView(
        token.id(),
        token.name(),
        issued.secret().text(),
        token.createdAt(),
        token.expiresAt().orElse(null));
  }

  @Override
  public String toString() {
    return "IssuedTokenView[" + id + "]";
  }
}
