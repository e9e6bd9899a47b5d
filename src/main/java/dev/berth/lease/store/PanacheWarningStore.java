package dev.berth.lease.store;

import dev.berth.lease.WarningStore;
import dev.berth.lease.model.Lease;
import dev.berth.lease.model.Warning;
import dev.berth.lease.model.Warnings;
import dev.berth.notify.Outbox;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Keeps warnings in PostgreSQL, beside the leases that they are of. */
@ApplicationScoped
class PanacheWarningStore implements WarningStore {

  static final String EVENT = "warning";

  private final LeaseRepository leases;
  private final EventRepository events;
  private final Outbox outbox;

  PanacheWarningStore(LeaseRepository leases, EventRepository events, Outbox outbox) {
    this.leases = leases;
    this.events = events;
    this.outbox = outbox;
  }

  @Override
  public List<Warned> warn(Instant now, Means means, int most) {
    return QuarkusTransaction.joiningExisting()
        .call(
            () ->
                leases.dueForWarning(now, most).stream()
                    .flatMap(row -> warn(row, now, means).stream())
                    .toList());
  }

  private Optional<Warned> warn(LeaseEntity row, Instant now, Means means) {
    var lease = LeaseMapping.toModel(row);
    var decision = Warnings.of(lease, row.termSetAt, means.rules(), now);
    row.nextWarningAt = decision.next().orElse(null);
    return decision
        .due()
        .filter(warning -> leases.isNew(lease.id(), warning, now))
        .map(warning -> tell(row, lease, warning, now, means));
  }

  private Warned tell(LeaseEntity row, Lease lease, Warning warning, Instant now, Means means) {
    var notice = warning.notice(lease, now, means.berthUrl());
    events.append(row, EVENT, notice.text(), now);
    outbox.add(notice, means.channels(), now);
    return new Warned(lease, notice);
  }
}
