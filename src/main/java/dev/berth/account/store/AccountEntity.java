package dev.berth.account.store;

import dev.berth.account.Role;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** Row of {@code account}. */
@Entity
@Table(name = "account")
@SuppressWarnings("NullAway.Init") // Hibernate fills the fields.
class AccountEntity {

  @Id String handle;

  @Enumerated(EnumType.STRING)
  Role role;

  String plan;
  boolean enabled;
  int uid;

  @Column(name = "created_at")
  Instant createdAt;
}
