package dev.berth.audit.store;

import dev.berth.audit.Audit;
import dev.berth.audit.AuditEntry;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.panache.common.Sort;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Supplier;

/** Keeps the audit trail in PostgreSQL. */
@ApplicationScoped
class PanacheAudit implements Audit {

  private final AuditEntryRepository rows;
  private final InstantSource clock;

  PanacheAudit(AuditEntryRepository rows, InstantSource clock) {
    this.rows = rows;
    this.clock = clock;
  }

  @Override
  public void record(String actor, String action, String subject, String detail) {
    var row = new AuditEntryEntity();
    row.at = clock.instant();
    row.actor = actor;
    row.action = action;
    row.subject = subject;
    row.detail = AuditEntry.line(detail);
    QuarkusTransaction.joiningExisting().run(() -> rows.persist(row));
  }

  @Override
  public <T> T together(Supplier<T> act) {
    return QuarkusTransaction.joiningExisting().call(act::get);
  }

  @Override
  public List<AuditEntry> list(OptionalLong before, int limit) {
    return QuarkusTransaction.joiningExisting()
        .call(
            () ->
                rows
                    .find("id < ?1", Sort.descending("id"), before.orElse(Long.MAX_VALUE))
                    .page(0, limit)
                    .list()
                    .stream()
                    .map(PanacheAudit::toModel)
                    .toList());
  }

  private static AuditEntry toModel(AuditEntryEntity row) {
    return new AuditEntry(row.id, row.at, row.actor, row.action, row.subject, row.detail);
  }
}
