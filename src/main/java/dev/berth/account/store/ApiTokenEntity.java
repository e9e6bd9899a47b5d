package dev.berth.account.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Row of {@code api_token}. */
@Entity
@Table(name = "api_token")
@SuppressWarnings("NullAway.Init") // Hibernate fills the fields.
class ApiTokenEntity {

  @Id String id;
  String owner;
  String name;
  byte[] hash;

  @Column(name = "created_at")
  Instant createdAt;

  @Column(name = "expires_at")
  @Nullable Instant expiresAt;

  @Column(name = "last_used_at")
  @Nullable Instant lastUsedAt;

  @Column(name = "revoked_at")
  @Nullable Instant revokedAt;
}
