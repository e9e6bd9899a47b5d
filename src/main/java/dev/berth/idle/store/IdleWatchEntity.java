package dev.berth.idle.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** Row of {@code idle_watch}. */
@Entity
@Table(name = "idle_watch")
@SuppressWarnings("NullAway.Init") // Hibernate fills the fields.
class IdleWatchEntity {

  @Id
  @Column(name = "lease_id")
  String leaseId;

  @Column(name = "next_at")
  @Nullable Instant nextAt;

  long turn;

  @Column(name = "seen")
  @JdbcTypeCode(SqlTypes.JSON)
  @Nullable String seen;

  @Column(name = "awake_until")
  @Nullable Instant awakeUntil;
}
