package dev.berth.usage;

import dev.berth.kernel.GpuId;
import dev.berth.lease.InMemoryLeaseStore;
import dev.berth.lease.InMemoryUses;
import dev.berth.plan.model.Plan;
import dev.berth.usage.model.Idle;
import dev.berth.usage.model.LeaseUse;
import dev.berth.usage.model.Span;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Use in memory; when leases are up, the leases in memory know. Everybody has the same plan. */
public final class InMemoryUsageStore implements UsageStore {

  private final InMemoryLeaseStore leases;
  private final Map<Held, List<Span>> idle = new HashMap<>();

  /** A GPU in a stretch; two of one lease may begin at once where the clock was set back. */
  private record Held(int use, GpuId gpu) {}

  public InMemoryUsageStore(InMemoryLeaseStore leases) {
    this.leases = leases;
  }

  @Override
  public synchronized List<LeaseUse> uses(Query query) {
    var rows = leases.uses().rows();
    var found = new ArrayList<LeaseUse>();
    for (int i = 0; i < rows.size(); i++) {
      var row = rows.get(i);
      var time = new Span(row.from(), row.until().orElse(later(row.from(), query.now())));
      boolean asked = query.owner().filter(owner -> !owner.equals(row.owner())).isEmpty();
      // Whatever the clock says, a stretch that goes on has some of its time in the future.
      var known = new Span(row.from(), row.until().orElse(Instant.MAX));
      if (asked && known.within(query.range()).isPositive()) {
        found.add(use(i, row, time, query));
      }
    }
    return found;
  }

  private LeaseUse use(int number, InMemoryUses.Row row, Span time, Query query) {
    var sums = new HashMap<GpuId, Duration>();
    for (var gpu : row.gpus()) {
      idle.getOrDefault(new Held(number, gpu), List.of()).stream()
          .map(span -> new Span(span.from(), earlier(span.until(), time.until())))
          .map(span -> span.within(query.range()))
          .filter(Duration::isPositive)
          .forEach(length -> sums.merge(gpu, length, Duration::plus));
    }
    return new LeaseUse(
        row.lease(),
        row.owner(),
        Plan.DEFAULT,
        query.label().map(row.labels()::get),
        row.gpus(),
        time,
        sums);
  }

  @Override
  public synchronized void add(List<Idle> found) {
    var rows = leases.uses().rows();
    for (var each : found) {
      for (int i = 0; i < rows.size(); i++) {
        var row = rows.get(i);
        if (row.lease().equals(each.lease())
            && row.until().isEmpty()
            && !row.from().isAfter(each.time().from())
            && row.gpus().contains(each.gpu())) {
          add(idle.computeIfAbsent(new Held(i, each.gpu()), _ -> new ArrayList<>()), each.time());
        }
      }
    }
  }

  private static void add(List<Span> known, Span time) {
    if (known.isEmpty() || known.getLast().until().isBefore(time.from())) {
      known.add(time);
    } else {
      var last = known.removeLast();
      known.add(new Span(last.from(), later(last.until(), time.until())));
    }
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }

  private static Instant later(Instant one, Instant other) {
    return one.isAfter(other) ? one : other;
  }
}
