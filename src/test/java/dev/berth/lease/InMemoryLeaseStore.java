package dev.berth.lease;

import dev.berth.grant.model.Gpu;
import dev.berth.grant.model.GpuQueue;
import dev.berth.grant.model.PortAllocator;
import dev.berth.kernel.LeaseId;
import dev.berth.kernel.NodeId;
import dev.berth.kernel.PortNumber;
import dev.berth.kernel.UserId;
import dev.berth.lease.model.Admission;
import dev.berth.lease.model.Amended;
import dev.berth.lease.model.Holdings;
import dev.berth.lease.model.Lease;
import dev.berth.lease.model.LeaseState;
import dev.berth.lease.model.NewLease;
import dev.berth.lease.model.QueueRules;
import dev.berth.lease.model.StateNote;
import dev.berth.lease.model.Uptime;
import dev.berth.plan.model.GpuWeek;
import dev.berth.plan.model.Use;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Leases in memory, on one node; passes {@link LeaseStoreContract}, so a test can trust it. */
public final class InMemoryLeaseStore implements LeaseStore {

  private final TreeMap<String, InMemoryRow> rows = new TreeMap<>();
  private final InMemoryPorts ports = new InMemoryPorts();
  private final InMemoryGpus gpus = new InMemoryGpus();
  private final InMemoryUses uses = new InMemoryUses();

  /** Ports held, each with its lease. */
  public synchronized Map<PortNumber, LeaseId> grants() {
    return ports.grants();
  }

  public InMemoryGpus gpus() {
    return gpus;
  }

  public InMemoryUses uses() {
    return uses;
  }

  /** When a lease is due; empty for one that never is again. */
  public synchronized Optional<Instant> nextCheck(LeaseId id) {
    return Optional.ofNullable(row(id).nextCheck);
  }

  /** Every lease there ever was. */
  public synchronized List<Lease> all() {
    return rows.values().stream().map(row -> row.lease).toList();
  }

  @Override
  public synchronized Admission admit(NewLease request, Admission.Rules rules) {
    var earlier = request.replay().flatMap(replay -> madeUnder(request.owner(), replay));
    var seen =
        new Admission.Seen(
            earlier,
            live(request.owner()).stream().anyMatch(live -> live.name().equals(request.name())),
            use(request.owner(), request.now()),
            unavailable(request.now()),
            ports.last(),
            gpus.commitments().draining());
    var decision = Admission.decide(request, seen, rules);
    if (decision instanceof Admission.Admitted(var lease)) {
      var row = new InMemoryRow(request, lease);
      rows.put(lease.id().value(), row);
      ports.hold(lease);
      uses.changed(lease, Uptime.ofNew(lease.state()), request.now());
      row.append("requested", "image " + lease.spec().image(), request.now());
    }
    return decision;
  }

  private Optional<Admission.Earlier> madeUnder(UserId owner, NewLease.Replay replay) {
    return of(owner)
        .filter(
            row -> row.request.replay().map(NewLease.Replay::key).equals(Optional.of(replay.key())))
        .map(row -> new Admission.Earlier(row.lease, row.request.replay().orElseThrow().digest()))
        .findAny();
  }

  @Override
  public synchronized Optional<Admission> replayed(UserId owner, NewLease.Replay replay) {
    return madeUnder(owner, replay).map(earlier -> Admission.replay(replay, earlier));
  }

  private Map<PortNumber, Optional<Admission.Holder>> unavailable(Instant now) {
    return ports.unavailable(
        now, id -> new Admission.Holder(row(id).lease.owner(), row(id).lease.name()));
  }

  private Stream<InMemoryRow> of(UserId owner) {
    return rows.descendingMap().values().stream().filter(row -> row.lease.owner().equals(owner));
  }

  private InMemoryRow row(LeaseId id) {
    return Optional.ofNullable(rows.get(id.value())).orElseThrow();
  }

  @Override
  public synchronized Optional<Lease> find(LeaseId id) {
    return Optional.ofNullable(rows.get(id.value())).map(row -> row.lease);
  }

  @Override
  public synchronized Optional<Lease> findByName(UserId owner, String name) {
    var named = of(owner).map(row -> row.lease).filter(lease -> lease.name().equals(name)).toList();
    return named.stream().filter(Lease::isLive).findFirst().or(() -> named.stream().findFirst());
  }

  @Override
  public synchronized List<Lease> list(LeaseQuery query) {
    return rows.descendingMap().values().stream()
        .map(row -> row.lease)
        .filter(lease -> query.owner().filter(owner -> !owner.equals(lease.owner())).isEmpty())
        .filter(
            lease ->
                query.states().isEmpty()
                    ? lease.isLive()
                    : query.states().contains(lease.state().word()))
        .filter(
            lease ->
                query
                    .before()
                    .filter(id -> lease.id().value().compareTo(id.value()) >= 0)
                    .isEmpty())
        .limit(query.limit())
        .toList();
  }

  @Override
  public synchronized List<Lease> live(UserId owner) {
    return of(owner).map(row -> row.lease).filter(Lease::isLive).toList();
  }

  @Override
  public synchronized Use use(UserId owner, Instant now) {
    var week = new GpuWeek(now, gpuTime(owner, now.minus(GpuWeek.LENGTH), now));
    return Holdings.use(live(owner), week);
  }

  @Override
  public List<GpuWeek.Stretch> gpuTime(UserId owner, Instant since, Instant now) {
    return uses.gpuTime(owner, since, now);
  }

  @Override
  public synchronized List<Lease> liveAmong(List<LeaseId> ids) {
    return ids.stream().flatMap(id -> find(id).filter(Lease::isLive).stream()).toList();
  }

  @Override
  public synchronized boolean replace(Lease next, Instant nextCheck, Instant now) {
    return store(next, nextCheck, now, _ -> new Amended.Stored(next)) instanceof Amended.Stored;
  }

  private void write(InMemoryRow row, Lease next, Instant nextCheck, Instant now) {
    boolean entersState = !row.lease.state().word().equals(next.state().word());
    if (row.lease.holdsGpus() && !next.holdsGpus()) {
      gpus.free(next.id(), row.lease.gpus(), next.gpusDue());
    }
    uses.changed(next, Uptime.of(row.lease.state(), next.state()), now);
    if (!(next.state() instanceof LeaseState.Queued)) {
      row.orders = GpuQueue.Orders.NONE;
    }
    row.warnAnew(next, now);
    row.lease = next.atVersion(next.version() + 1);
    row.nextCheck = next.isLive() ? nextCheck : null;
    if (next.state() instanceof LeaseState.Released) {
      ports.free(next.id());
    }
    if (entersState) {
      row.append(next.state().word(), StateNote.of(next.state()), next.state().since());
    }
  }

  @Override
  public synchronized Amended amend(
      Lease next, Optional<byte[]> secrets, Instant now, Admission.Rules rules) {
    var row = rows.get(next.id().value());
    if (row == null || row.lease.version() != next.version()) {
      return new Amended.Overtaken();
    }
    var seen =
        new Amended.Seen(
            row.lease,
            use(next.owner(), now),
            live(next.owner()).stream()
                .filter(other -> !other.id().equals(next.id()))
                .anyMatch(other -> other.name().equals(next.name())),
            unavailable(now),
            ports.last(),
            gpus.commitments());
    var decision = Amended.decide(next, seen, now, rules);
    if (!(decision instanceof Amended.Stored(var lease))) {
      return decision;
    }
    ports.exchange(next.ports(), lease);
    secrets.ifPresent(kept -> row.secrets = Optional.of(kept.clone()));
    write(row, lease, now, now);
    return new Amended.Stored(row.lease);
  }

  @Override
  public synchronized Amended bringUp(
      Lease next, Instant nextCheck, Instant now, Admission.Rules rules) {
    var use = use(next.owner(), now);
    return store(
        next,
        nextCheck,
        now,
        before -> Amended.bringUp(next, before, use, gpus.commitments(), rules));
  }

  @Override
  public synchronized Amended extend(Lease next, Instant nextCheck, Instant now) {
    return store(
        next, nextCheck, now, before -> Amended.extend(next, before, gpus.commitments(), now));
  }

  private Amended store(
      Lease next, Instant nextCheck, Instant now, Function<Lease, Amended> decide) {
    var row = rows.get(next.id().value());
    if (row == null || row.lease.version() != next.version()) {
      return new Amended.Overtaken();
    }
    var decision = decide.apply(row.lease);
    if (decision instanceof Amended.Stored) {
      write(row, next, nextCheck, now);
      return new Amended.Stored(row.lease);
    }
    return decision;
  }

  @Override
  public synchronized Optional<Lease> movePort(
      Lease next, PortNumber blocked, Duration block, Admission.Rules rules) {
    var row = rows.get(next.id().value());
    if (row == null || row.lease.version() != next.version()) {
      return Optional.empty();
    }
    var now = next.state().since();
    ports.block(blocked, now.plus(block));
    return PortAllocator.choose(rules.ports(), unavailable(now).keySet(), ports.last())
        .map(
            port -> {
              ports.free(next.id());
              var moved = next.moved(blocked, port);
              ports.hold(moved);
              write(row, moved, now, now);
              return row.lease;
            });
  }

  GpuQueue.State queueState(Instant now, QueueRules rules) {
    return new GpuQueue.State(
        now,
        gpus.usable(),
        gpus.busyUntil(now, lease -> row(lease).lease.term().expiresAt()),
        gpus.commitments().bookings(),
        all().stream()
            .filter(lease -> lease.state() instanceof LeaseState.Queued)
            .map(lease -> rules.waiting(lease, row(lease.id()).orders))
            .toList(),
        rules.timing());
  }

  @Override
  public synchronized List<Lease> advanceQueue(NodeId node, Instant now, QueueRules rules) {
    return GpuQueue.plan(queueState(now, rules)).starts().stream()
        .map(start -> grant(row(start.lease()), start.gpus(), now, rules))
        .toList();
  }

  private Lease grant(InMemoryRow row, List<Gpu> given, Instant now, QueueRules rules) {
    gpus.hold(row.lease.id(), given);
    write(row, rules.grant(row.lease, (LeaseState.Queued) row.lease.state(), given, now), now, now);
    return row.lease;
  }

  @Override
  public synchronized Map<LeaseId, QueuePlace> queue(NodeId node, Instant now, QueueRules rules) {
    return QueuePlace.all(queueState(now, rules));
  }

  @Override
  public synchronized boolean order(LeaseId id, GpuQueue.Orders orders, Instant now) {
    var row = rows.get(id.value());
    if (row == null || !(row.lease.state() instanceof LeaseState.Queued)) {
      return false;
    }
    row.orders = orders;
    return true;
  }

  @Override
  public synchronized List<LeaseId> claimDue(Instant now, Instant until, int most) {
    var due =
        rows.values().stream()
            .filter(row -> row.isDue(now))
            .sorted(Comparator.comparing(row -> row.nextCheck))
            .limit(most)
            .toList();
    due.forEach(row -> row.nextCheck = until);
    return due.stream().map(row -> row.lease.id()).toList();
  }

  /** For {@link InMemoryWarningStore}. */
  synchronized List<InMemoryRow> dueForWarning(Instant now, int most) {
    return rows.values().stream()
        .filter(row -> row.nextWarning != null && !row.nextWarning.isAfter(now))
        .sorted(Comparator.comparing(row -> row.nextWarning))
        .limit(most)
        .toList();
  }

  @Override
  public synchronized void scheduleCheck(Lease seen, Instant at) {
    if (find(seen.id()).filter(lease -> lease.version() == seen.version()).isPresent()) {
      scheduleCheck(seen.id(), at);
    }
  }

  @Override
  public synchronized void scheduleCheck(LeaseId id, Instant at) {
    var row = rows.get(id.value());
    if (row != null && row.nextCheck != null) {
      row.nextCheck = at;
    }
  }

  synchronized void lookAgainAtAll(Instant now) {
    for (var row : rows.values()) {
      if (row.lease.state() instanceof LeaseState.Running && now.isBefore(row.nextCheck)) {
        row.nextCheck = now;
      }
    }
  }

  /** Makes the leases of an owner that are up or come up due, as another version. */
  synchronized void lookAgain(UserId owner) {
    for (var lease : live(owner)) {
      if (lease.state() instanceof LeaseState.Active) {
        row(lease.id()).lease = lease.atVersion(lease.version() + 1);
        row(lease.id()).nextCheck = Lease.AT_ONCE;
      }
    }
  }

  @Override
  public synchronized byte[] sealedHostKey(LeaseId id) {
    return row(id).request.sealedHostKey().clone();
  }

  @Override
  public synchronized Optional<byte[]> sealedSecrets(LeaseId id) {
    return Optional.ofNullable(rows.get(id.value())).flatMap(row -> row.secrets).map(byte[]::clone);
  }

  @Override
  public synchronized boolean wasRunning(LeaseId id) {
    return events(id, 0, Integer.MAX_VALUE).stream()
        .anyMatch(event -> event.kind().equals("running"));
  }

  @Override
  public synchronized void addEvent(LeaseId id, String kind, String message, Instant at) {
    Optional.ofNullable(rows.get(id.value())).ifPresent(row -> row.append(kind, message, at));
  }

  @Override
  public synchronized List<LeaseEvent> events(LeaseId id, long after, int limit) {
    return Optional.ofNullable(rows.get(id.value())).stream()
        .flatMap(row -> row.events.stream())
        .filter(event -> event.seq() > after)
        .limit(limit)
        .toList();
  }

  @Override
  public synchronized Optional<LeaseEvent> lastEvent(LeaseId id) {
    return events(id, 0, Integer.MAX_VALUE).reversed().stream().findFirst();
  }

  @Override
  public synchronized Map<LeaseId, LeaseState> liveStates() {
    return all().stream().filter(Lease::isLive).collect(Collectors.toMap(Lease::id, Lease::state));
  }
}
