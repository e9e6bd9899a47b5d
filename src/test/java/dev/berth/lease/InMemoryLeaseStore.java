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
import dev.berth.lease.model.GrantedPort;
import dev.berth.lease.model.Holdings;
import dev.berth.lease.model.Lease;
import dev.berth.lease.model.LeaseState;
import dev.berth.lease.model.NewLease;
import dev.berth.lease.model.QueueRules;
import dev.berth.lease.model.StateNote;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Leases in memory, on one node; passes {@link LeaseStoreContract}, so a test can trust it. */
public final class InMemoryLeaseStore implements LeaseStore {

  private final TreeMap<String, InMemoryRow> rows = new TreeMap<>();
  private final TreeMap<PortNumber, LeaseId> grants = new TreeMap<>();
  private final Map<PortNumber, Instant> blocked = new HashMap<>();
  private final InMemoryGpus gpus = new InMemoryGpus();
  private @Nullable PortNumber lastPort;

  /** Ports held, each with its lease. */
  public synchronized Map<PortNumber, LeaseId> grants() {
    return Map.copyOf(grants);
  }

  public InMemoryGpus gpus() {
    return gpus;
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
    var live = live(request.owner());
    var seen =
        new Admission.Seen(
            earlier,
            live.stream().anyMatch(lease -> lease.name().equals(request.name())),
            Holdings.use(live),
            unavailable(request.now()),
            Optional.ofNullable(lastPort),
            gpus.commitments().draining());
    var decision = Admission.decide(request, seen, rules);
    if (decision instanceof Admission.Admitted(var lease)) {
      var row = new InMemoryRow(request, lease);
      rows.put(lease.id().value(), row);
      lease.ports().forEach(port -> hold(port, lease.id()));
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
    var ports = new HashMap<PortNumber, Optional<Admission.Holder>>();
    blocked.forEach(
        (port, until) -> {
          if (until.isAfter(now)) {
            ports.put(port, Optional.empty());
          }
        });
    grants.forEach(
        (port, id) -> {
          var lease = row(id).lease;
          ports.put(port, Optional.of(new Admission.Holder(lease.owner(), lease.name())));
        });
    return ports;
  }

  private void hold(GrantedPort port, LeaseId id) {
    if (grants.putIfAbsent(port.host(), id) != null) {
      throw new IllegalStateException("port " + port.host() + " is held");
    }
    if (!port.fixed()) {
      lastPort = port.host();
    }
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
  public synchronized List<Lease> liveAmong(List<LeaseId> ids) {
    return ids.stream().flatMap(id -> find(id).filter(Lease::isLive).stream()).toList();
  }

  @Override
  public synchronized boolean replace(Lease next, Instant nextCheck) {
    var row = rows.get(next.id().value());
    if (row == null || row.lease.version() != next.version()) {
      return false;
    }
    write(row, next, nextCheck);
    return true;
  }

  private void write(InMemoryRow row, Lease next, Instant nextCheck) {
    boolean entersState = !row.lease.state().word().equals(next.state().word());
    if (row.lease.holdsGpus() && !next.holdsGpus()) {
      gpus.free(next.id(), row.lease.gpus(), next.gpusDue());
    }
    if (!(next.state() instanceof LeaseState.Queued)) {
      row.orders = GpuQueue.Orders.NONE;
    }
    row.lease = next.atVersion(next.version() + 1);
    row.nextCheck = next.isLive() ? nextCheck : null;
    if (next.state() instanceof LeaseState.Released) {
      grants.values().removeIf(next.id()::equals);
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
            live(next.owner()),
            live(next.owner()).stream()
                .filter(other -> !other.id().equals(next.id()))
                .anyMatch(other -> other.name().equals(next.name())),
            unavailable(now),
            Optional.ofNullable(lastPort),
            gpus.commitments());
    var decision = Amended.decide(next, seen, now, rules);
    if (!(decision instanceof Amended.Stored(var lease))) {
      return decision;
    }
    var had = next.ports().stream().map(GrantedPort::host).toList();
    var has = lease.ports().stream().map(GrantedPort::host).toList();
    had.stream().filter(port -> !has.contains(port)).forEach(grants::remove);
    lease.ports().stream()
        .filter(port -> !had.contains(port.host()))
        .forEach(port -> hold(port, next.id()));
    secrets.ifPresent(kept -> row.secrets = Optional.of(kept.clone()));
    write(row, lease, now);
    return new Amended.Stored(row.lease);
  }

  @Override
  public synchronized Amended bringUp(Lease next, Instant nextCheck, Admission.Rules rules) {
    var stored = row(next.id()).lease;
    var decision = Amended.bringUp(next, stored, live(next.owner()), gpus.commitments(), rules);
    if (decision instanceof Amended.Refused && stored.version() == next.version()) {
      return decision;
    }
    return replace(next, nextCheck)
        ? new Amended.Stored(row(next.id()).lease)
        : new Amended.Overtaken();
  }

  @Override
  public synchronized Amended extend(Lease next, Instant nextCheck, Instant now) {
    var stored = row(next.id()).lease;
    var decision = Amended.extend(next, stored, gpus.commitments(), now);
    if (decision instanceof Amended.Refused && stored.version() == next.version()) {
      return decision;
    }
    return replace(next, nextCheck)
        ? new Amended.Stored(row(next.id()).lease)
        : new Amended.Overtaken();
  }

  @Override
  public synchronized Optional<Lease> movePort(
      Lease next, PortNumber blocked, Duration block, Admission.Rules rules) {
    var row = rows.get(next.id().value());
    if (row == null || row.lease.version() != next.version()) {
      return Optional.empty();
    }
    var now = next.state().since();
    this.blocked.put(blocked, now.plus(block));
    return PortAllocator.choose(
            rules.ports(), unavailable(now).keySet(), Optional.ofNullable(lastPort))
        .map(
            port -> {
              grants.values().removeIf(next.id()::equals);
              var moved = next.moved(blocked, port);
              moved.ports().forEach(held -> hold(held, next.id()));
              write(row, moved, now);
              return row.lease;
            });
  }

  private GpuQueue.State queueState(Instant now, QueueRules rules) {
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
        .map(start -> grant(row(start.lease()), start.gpus(), now))
        .toList();
  }

  private Lease grant(InMemoryRow row, List<Gpu> given, Instant now) {
    gpus.hold(row.lease.id(), given);
    write(row, row.lease.granted((LeaseState.Queued) row.lease.state(), given, now), now);
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
            .filter(row -> row.nextCheck != null && !row.nextCheck.isAfter(now))
            .sorted(Comparator.comparing(row -> row.nextCheck))
            .limit(most)
            .toList();
    due.forEach(row -> row.nextCheck = until);
    return due.stream().map(row -> row.lease.id()).toList();
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
  public synchronized Map<String, Long> countByState() {
    return all().stream()
        .filter(Lease::isLive)
        .map(lease -> lease.state().word())
        .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
  }
}
