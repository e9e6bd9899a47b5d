package dev.berth.idle;

import dev.berth.idle.model.IdleWindow;
import dev.berth.kernel.ClockSkew;
import dev.berth.kernel.LeaseId;
import dev.berth.kernel.UserId;
import dev.berth.lease.InMemoryLeaseStore;
import dev.berth.lease.model.Lease;
import dev.berth.lease.model.LeaseState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** What was seen of idle workspaces, in memory; which ones run the leases in memory know. */
public final class InMemoryIdleStore implements IdleStore {

  private final InMemoryLeaseStore leases;
  private final Map<LeaseId, Row> rows = new HashMap<>();

  /**
   * @param next empty while it rests
   * @param of the lease as it was then
   */
  private record Row(Optional<Instant> next, long turn, Known known, Lease of) {

    Row seen(IdleWindow window, Optional<Instant> again) {
      return new Row(again, turn, new Known(window, known.awakeUntil()), of);
    }

    Row anew(Instant from) {
      return new Row(Optional.of(from), turn + 1, known, of);
    }

    boolean isOf(Lease now) {
      return of.state().since().equals(now.state().since())
          && of.spec().idle().equals(now.spec().idle());
    }
  }

  public InMemoryIdleStore(InMemoryLeaseStore leases) {
    this.leases = leases;
  }

  private static final Known NOTHING = new Known(IdleWindow.NEW, Optional.empty());

  @Override
  public synchronized List<Due> claimDue(Instant now, Duration every, int most) {
    var due = new ArrayList<Due>();
    for (var lease : leases.all()) {
      var since = lease.state().since();
      var row = rows.getOrDefault(lease.id(), new Row(Optional.of(since), 0, NOTHING, lease));
      var next = row.isOf(lease) ? row.next() : Optional.of(since);
      boolean isDue = next.filter(at -> !at.isAfter(now) || ClockSkew.isAhead(at, now)).isPresent();
      if (lease.state() instanceof LeaseState.Running && isDue && due.size() < most) {
        rows.put(
            lease.id(), new Row(Optional.of(now.plus(every)), row.turn() + 1, row.known(), lease));
        due.add(new Due(lease.id(), row.turn() + 1, row.known()));
      }
    }
    return due;
  }

  @Override
  public synchronized boolean write(Due due, IdleWindow window, Optional<Instant> next) {
    return change(due, row -> row.seen(window, next.or(row::next)));
  }

  @Override
  public synchronized boolean rest(Due due) {
    return change(due, row -> row.seen(IdleWindow.NEW, Optional.empty()));
  }

  private boolean change(Due due, UnaryOperator<Row> change) {
    var row = rows.get(due.lease());
    if (row == null || row.turn() != due.turn() || live(due.lease()).filter(row::isOf).isEmpty()) {
      return false;
    }
    rows.put(due.lease(), change.apply(row));
    return true;
  }

  @Override
  public synchronized void lookAnew(Optional<UserId> of, Instant from, Duration within, Busy busy) {
    rows.replaceAll(
        (_, row) -> of.isEmpty() || of.get().equals(row.of().owner()) ? row.anew(from) : row);
  }

  @Override
  public synchronized Map<LeaseId, Known> find(Collection<LeaseId> asked) {
    var found = new HashMap<LeaseId, Known>();
    asked.stream()
        .filter(rows::containsKey)
        .filter(lease -> live(lease).isPresent())
        .forEach(lease -> found.put(lease, rows.get(lease).known()));
    return found;
  }

  @Override
  public synchronized void keepAwake(LeaseId lease, Optional<Instant> until, Instant now) {
    long turn = rows.containsKey(lease) ? rows.get(lease).turn() : 0;
    rows.put(
        lease,
        new Row(
            Optional.of(now),
            turn + 1,
            new Known(IdleWindow.NEW, until),
            leases.find(lease).orElseThrow()));
  }

  private Optional<Lease> live(LeaseId lease) {
    return leases.find(lease).filter(Lease::isLive);
  }
}
