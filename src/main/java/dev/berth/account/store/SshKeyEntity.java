package dev.berth.account.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;

/** Row of {@code ssh_key}. */
@Entity
@Table(name = "ssh_key")
@IdClass(SshKeyEntity.Key.class)
@SuppressWarnings("NullAway.Init") // Hibernate fills the fields.
class SshKeyEntity {

  @Id String owner;
  @Id String fingerprint;
  String name;
  String type;

  @Column(name = "public_key")
  String publicKey;

  @Column(name = "created_at")
  Instant createdAt;

  record Key(String owner, String fingerprint) {}
}
