package dev.berth.api;

import dev.berth.audit.AuditEntry;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** A line of the audit trail as the API shows it. */
@Schema(name = "AuditEntry")
record AuditEntryView(
    long id, Instant at, String actor, String action, String subject, String detail) {

  static AuditEntryView of(AuditEntry entry) {
    return new AuditEntryView(
        entry.id(), entry.at(), entry.actor(), entry.action(), entry.subject(), entry.detail());
  }
}
