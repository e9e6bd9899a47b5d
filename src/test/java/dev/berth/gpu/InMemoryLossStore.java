package dev.berth.gpu;

import static java.util.stream.Collectors.toMap;

import dev.berth.gpu.model.Watched;
import dev.berth.kernel.ClockSkew;
import dev.berth.kernel.LeaseId;
import dev.berth.lease.InMemoryLeaseStore;
import dev.berth.lease.model.Lease;
import dev.berth.lease.model.LeaseState;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What workspaces see, in memory; which ones run with GPUs the leases in memory know. */
public final class InMemoryLossStore implements LossStore {

  private final InMemoryLeaseStore leases;
  private final Map<LeaseId, Row> rows = new HashMap<>();

  private record Row(Instant lookedAt, Watched watched) {}

  public InMemoryLossStore(InMemoryLeaseStore leases) {
    this.leases = leases;
  }

  @Override
  public synchronized List<LeaseId> claimDue(Instant now, Duration every, int most) {
    var due =
        leases.gpus().grants().values().stream()
            .distinct()
            .flatMap(id -> leases.find(id).stream())
            .filter(lease -> lease.state() instanceof LeaseState.Running)
            .filter(
                lease -> !dueAt(lease, every).isAfter(now) || ClockSkew.isAhead(seenAt(lease), now))
            .map(Lease::id)
            .limit(most)
            .toList();
    due.forEach(
        id ->
            rows.merge(
                id,
                new Row(now, Watched.NOTHING),
                (before, next) -> new Row(next.lookedAt(), before.watched())));
    return due;
  }

  private Instant seenAt(Lease lease) {
    var row = rows.get(lease.id());
    return row == null ? lease.state().since() : row.lookedAt();
  }

  private Instant dueAt(Lease lease, Duration every) {
    var row = rows.get(lease.id());
    if (row == null) {
      return lease.state().since().plus(every);
    }
    if (row.watched().loss().isEmpty()) {
      return row.lookedAt().plus(every);
    }
    return row.lookedAt().isBefore(lease.state().since())
        ? Instant.MIN
        : row.lookedAt().plus(every.compareTo(WHILE_LOST) < 0 ? every : WHILE_LOST);
  }

  @Override
  public synchronized Map<LeaseId, Watched> find(Collection<LeaseId> wanted) {
    return wanted.stream()
        .distinct()
        .flatMap(id -> Optional.ofNullable(rows.get(id)).map(row -> Map.entry(id, row)).stream())
        .collect(toMap(Map.Entry::getKey, entry -> entry.getValue().watched()));
  }

  @Override
  public synchronized void write(LeaseId lease, Watched watched) {
    rows.computeIfPresent(lease, (_, row) -> new Row(row.lookedAt(), watched));
  }
}
