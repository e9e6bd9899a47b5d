package dev.berth.api;

import dev.berth.account.ApiToken;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/** An API token as the API lists it: without its secret. */
@Schema(name = "ApiToken")
record TokenView(
    String id,
    @Schema(examples = "laptop") String name,
    Instant createdAt,
    @Nullable Instant expiresAt,
    @Schema(description = "To the minute") @Nullable Instant lastUsedAt) {

  static TokenView of(ApiToken token) {
    return new TokenView(
        token.id(),
        token.name(),
        token.createdAt(),
        token.expiresAt().orElse(null),
        token.lastUsedAt().orElse(null));
  }
}
