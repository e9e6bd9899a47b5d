package dev.berth.audit.store;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** Row of {@code audit_entry}. */
@Entity
@Table(name = "audit_entry")
@SuppressWarnings("NullAway.Init") // Hibernate fills the fields.
class AuditEntryEntity {

  @Id
  @GeneratedValue(strategy = GenerationType.IDENTITY)
  long id;

  Instant at;
  String actor;
  String action;
  String subject;
  String detail;
}
