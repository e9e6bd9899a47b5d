package dev.berth.lease;

import dev.berth.kernel.LeaseId;
import dev.berth.lease.model.Warning;
import dev.berth.lease.model.Warnings;
import dev.berth.notify.Outbox;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Warnings of the leases in an {@link InMemoryLeaseStore}. */
public final class InMemoryWarningStore implements WarningStore {

  private record Said(LeaseId lease, Warning warning) {}

  private final InMemoryLeaseStore leases;
  private final Outbox outbox;
  private final Set<Said> said = new HashSet<>();

  public InMemoryWarningStore(InMemoryLeaseStore leases, Outbox outbox) {
    this.leases = leases;
    this.outbox = outbox;
  }

  @Override
  public List<Warned> warn(Instant now, Means means, int most) {
    synchronized (leases) {
      return leases.dueForWarning(now, most).stream()
          .flatMap(row -> warn(row, now, means).stream())
          .toList();
    }
  }

  private Optional<Warned> warn(InMemoryRow row, Instant now, Means means) {
    var decision = Warnings.of(row.lease, row.termSetAt, means.rules(), now);
    row.nextWarning = decision.next().orElse(null);
    return decision
        .due()
        .filter(warning -> isNew(row.lease.id(), warning))
        .map(
            warning -> {
              said.add(new Said(row.lease.id(), warning));
              var notice = warning.notice(row.lease, now, means.berthUrl());
              row.append("warning", notice.text(), now);
              outbox.add(notice, means.channels(), now);
              return new Warned(row.lease, notice);
            });
  }

  private boolean isNew(LeaseId lease, Warning warning) {
    return said.stream()
        .filter(it -> it.lease().equals(lease))
        .map(Said::warning)
        .filter(it -> it.kind() == warning.kind() && it.endsAt().equals(warning.endsAt()))
        .allMatch(it -> it.dueAt().isBefore(warning.dueAt()));
  }
}
