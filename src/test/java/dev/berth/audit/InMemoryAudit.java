package dev.berth.audit;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Supplier;

/** An audit trail in memory; passes {@link AuditContract}. */
public final class InMemoryAudit implements Audit {

  private final List<AuditEntry> entries = new ArrayList<>();

  @Override
  public synchronized void record(String actor, String action, String subject, String detail) {
    entries.add(
        new AuditEntry(
            entries.size() + 1, Instant.EPOCH, actor, action, subject, AuditEntry.line(detail)));
  }

  @Override
  public <T> T together(Supplier<T> act) {
    return act.get();
  }

  @Override
  public synchronized List<AuditEntry> list(OptionalLong before, int limit) {
    return entries.reversed().stream()
        .filter(entry -> entry.id() < before.orElse(Long.MAX_VALUE))
        .limit(limit)
        .toList();
  }
}
