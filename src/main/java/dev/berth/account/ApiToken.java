package dev.berth.account;

import dev.berth.kernel.UserId;
import java.time.Instant;
import java.util.Optional;

/** An API token without its secret, of which only the hash is kept, by the store. */
public record ApiToken(
    String id,
    UserId owner,
    String name,
    Instant createdAt,
    Optional<Instant> expiresAt,
    Optional<Instant> lastUsedAt,
    Optional<Instant> revokedAt) {

  public static ApiToken issued(
      String id, UserId owner, String name, Instant now, Optional<Instant> expiresAt) {
    return new ApiToken(id, owner, name, now, expiresAt, Optional.empty(), Optional.empty());
  }

  public boolean isExpired(Instant now) {
    return expiresAt.isPresent() && !now.isBefore(expiresAt.get());
  }
}
