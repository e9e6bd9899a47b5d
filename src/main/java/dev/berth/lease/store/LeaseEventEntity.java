package dev.berth.lease.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.time.Instant;

/** Row of {@code lease_event}. */
@Entity
@Table(name = "lease_event")
@IdClass(LeaseEventEntity.Key.class)
@SuppressWarnings("NullAway.Init") // Hibernate fills the fields.
class LeaseEventEntity {

  record Key(String leaseId, long seq) implements Serializable {}

  @Id
  @Column(name = "lease_id")
  String leaseId;

  @Id long seq;
  Instant at;
  String kind;
  String message;
}
