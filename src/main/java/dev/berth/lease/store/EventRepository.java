package dev.berth.lease.store;

import dev.berth.kernel.LeaseId;
import dev.berth.lease.LeaseEvent;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

@ApplicationScoped
class EventRepository implements PanacheRepositoryBase<LeaseEventEntity, LeaseEventEntity.Key> {

  private static final int MAX_MESSAGE = 2_000;

  /** Numbers the event from its lease's row, which the caller has locked. */
  void append(LeaseEntity lease, String kind, String message, Instant at) {
    var row = new LeaseEventEntity();
    row.leaseId = lease.id;
    row.seq = ++lease.eventSeq;
    row.at = at;
    row.kind = kind;
    row.message = message.length() > MAX_MESSAGE ? message.substring(0, MAX_MESSAGE) : message;
    persist(row);
  }

  Optional<LeaseEvent> last(LeaseId lease) {
    return find("leaseId = ?1 order by seq desc", lease.value())
        .firstResultOptional()
        .map(EventRepository::toModel);
  }

  List<LeaseEvent> after(LeaseId lease, long seq, int limit) {
    return find("leaseId = ?1 and seq > ?2 order by seq", lease.value(), seq)
        .page(0, limit)
        .stream()
        .map(EventRepository::toModel)
        .toList();
  }

  private static LeaseEvent toModel(LeaseEventEntity row) {
    return new LeaseEvent(row.seq, row.at, row.kind, row.message);
  }
}
