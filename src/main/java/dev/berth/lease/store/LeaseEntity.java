package dev.berth.lease.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/** Row of {@code lease}. Never leaves this package: {@link LeaseMapping} turns it into a model. */
@Entity
@Table(name = "lease")
@SuppressWarnings("NullAway.Init") // Hibernate fills the fields.
class LeaseEntity {

  @Id String id;
  String owner;
  String name;

  @JdbcTypeCode(SqlTypes.JSON)
  String spec;

  String node;

  @JdbcTypeCode(SqlTypes.JSON)
  String ports;

  @JdbcTypeCode(SqlTypes.JSON)
  String gpus;

  @Column(name = "host_key")
  String hostKey;

  @Column(name = "sealed_host_key")
  byte[] sealedHostKey;

  @Column(name = "sealed_secrets")
  byte @Nullable [] sealedSecrets;

  @Column(name = "created_at")
  Instant createdAt;

  @Column(name = "expires_at")
  Instant expiresAt;

  @Column(name = "term_limit")
  Instant termLimit;

  @Column(name = "grace_seconds")
  long graceSeconds;

  int generation;
  String state;

  @Column(name = "state_detail")
  @JdbcTypeCode(SqlTypes.JSON)
  String stateDetail;

  Instant since;

  @Column(name = "queue_priority")
  int queuePriority;

  @Column(name = "queue_held")
  boolean queueHeld;

  @Column(name = "next_check_at")
  @Nullable Instant nextCheckAt;

  @Column(name = "term_set_at")
  Instant termSetAt;

  @Column(name = "next_warning_at")
  @Nullable Instant nextWarningAt;

  @Column(name = "event_seq")
  long eventSeq;

  @Column(name = "idempotency_key")
  @Nullable String idempotencyKey;

  @Column(name = "request_digest")
  @Nullable String requestDigest;

  /** Compared by hand, for {@code replace} answers false where Hibernate would throw. */
  long version;
}
