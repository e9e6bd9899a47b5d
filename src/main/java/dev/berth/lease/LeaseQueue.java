package dev.berth.lease;

import dev.berth.audit.Audit;
import dev.berth.disk.DiskGuard;
import dev.berth.grant.model.GpuQueue;
import dev.berth.kernel.LeaseId;
import dev.berth.kernel.NodeId;
import dev.berth.kernel.UserId;
import dev.berth.lease.model.FairShare;
import dev.berth.lease.model.Lease;
import dev.berth.lease.model.QueueRules;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The leases that wait for GPUs. */
@Singleton
public class LeaseQueue {

  private static final Duration RECENT = Duration.ofSeconds(1);

  private final LeaseStore store;
  private final Owners owners;
  private final QueueConfig config;
  private final DiskGuard disk;
  private final Audit audit;
  private final InstantSource clock;
  private volatile Seen recent = new Seen(Instant.MIN, Map.of());

  public LeaseQueue(
      LeaseStore store,
      Owners owners,
      QueueConfig config,
      DiskGuard disk,
      Audit audit,
      InstantSource clock) {
    this.store = store;
    this.owners = owners;
    this.config = config;
    this.disk = disk;
    this.audit = audit;
    this.clock = clock;
  }

  /**
   * Gives GPUs to those whose turn it is. Whatever gives GPUs back or puts a lease in the queue may
   * ask for it; a pass of the watchdog does anyway. The queue stands still where the machine's disk
   * is full.
   *
   * @return those that start
   */
  public List<Lease> advance() {
    if (disk.low().isPresent()) {
      return List.of();
    }
    var now = clock.instant();
    return store.advanceQueue(NodeId.LOCAL, now, rules(now));
  }

  /** Where each lease of the queue stands; one whose turn it is just now is not in it. */
  public Map<LeaseId, QueuePlace> places() {
    return all().entrySet().stream()
        .filter(entry -> entry.getValue().position() > 0)
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  private Map<LeaseId, QueuePlace> all() {
    var now = clock.instant();
    return store.queue(NodeId.LOCAL, now, rules(now));
  }

  /** The same, up to a second old: for the many who watch it all the time. */
  public Map<LeaseId, QueuePlace> recentPlaces() {
    var seen = recent;
    var now = clock.instant();
    if (now.isBefore(seen.at()) || !now.isBefore(seen.at().plus(RECENT))) {
      seen = new Seen(now, places());
      recent = seen;
    }
    return seen.places();
  }

  private record Seen(Instant at, Map<LeaseId, QueuePlace> places) {}

  /** A lease that waits, and where it stands. */
  public record Entry(Lease lease, QueuePlace place) {}

  /** By position, those whose turn it is just now first. */
  public List<Entry> list() {
    var places = all();
    return store.liveAmong(List.copyOf(places.keySet())).stream()
        .flatMap(
            lease ->
                Optional.ofNullable(places.get(lease.id())).stream()
                    .map(place -> new Entry(lease, place)))
        .sorted(Comparator.comparingInt(entry -> entry.place().position()))
        .toList();
  }

  /** Sets what an admin orders of a lease; false where it is not in the queue. */
  public boolean order(UserId admin, LeaseId lease, GpuQueue.Orders orders) {
    return audit.together(
        () -> {
          boolean waits = store.order(lease, orders, clock.instant());
          if (waits) {
            audit.record(
                admin.value(),
                "queue.order",
                lease.value(),
                "priority " + orders.priority() + (orders.held() ? ", held" : ""));
          }
          return waits;
        });
  }

  /** How it reckons with time. */
  public GpuQueue.Timing timing() {
    return new GpuQueue.Timing(config.settle(), config.patience());
  }

  /** For one look at the queue: it asks for the share of an owner with each lease of hers. */
  private QueueRules rules(Instant now) {
    var shares = new HashMap<UserId, QueueRules.Share>();
    return new QueueRules(
        timing(),
        owner -> shares.computeIfAbsent(owner, each -> share(each, now)),
        config.claimWithin());
  }

  private QueueRules.Share share(UserId owner, Instant now) {
    var halfLife = config.halfLife();
    var had = store.gpuTime(owner, FairShare.horizon(now, halfLife), now);
    return new QueueRules.Share(
        owners.plan(owner).limits().amounts().weight(), FairShare.hours(had, now, halfLife));
  }
}
