package dev.berth.lease.store;

import dev.berth.grant.model.GpuQueue;
import dev.berth.grant.model.PortAllocator;
import dev.berth.kernel.LeaseId;
import dev.berth.kernel.NodeId;
import dev.berth.kernel.PortNumber;
import dev.berth.kernel.UserId;
import dev.berth.lease.LeaseEvent;
import dev.berth.lease.LeaseQuery;
import dev.berth.lease.LeaseStore;
import dev.berth.lease.QueuePlace;
import dev.berth.lease.model.Admission;
import dev.berth.lease.model.Amended;
import dev.berth.lease.model.Lease;
import dev.berth.lease.model.LeaseState;
import dev.berth.lease.model.NewLease;
import dev.berth.lease.model.QueueRules;
import dev.berth.lease.model.StateNote;
import dev.berth.lease.model.Uptime;
import dev.berth.plan.model.GpuWeek;
import dev.berth.plan.model.Use;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.LockModeType;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;

/** Keeps leases in PostgreSQL. Each method is one short transaction. */
@ApplicationScoped
class PanacheLeaseStore implements LeaseStore {

  private final LeaseRepository leases;
  private final GrantRepository grants;
  private final GpuRepository gpus;
  private final UseRepository uses;
  private final EventRepository events;
  private final PanacheHealthStore health;

  PanacheLeaseStore(
      LeaseRepository leases,
      GrantRepository grants,
      GpuRepository gpus,
      UseRepository uses,
      EventRepository events,
      PanacheHealthStore health) {
    this.leases = leases;
    this.grants = grants;
    this.gpus = gpus;
    this.uses = uses;
    this.events = events;
    this.health = health;
  }

  @Override
  public Admission admit(NewLease request, Admission.Rules rules) {
    return inTransaction(
        () -> {
          // One lock order for everybody: the owner's row, then the node's.
          leases.lockOwner(request.owner());
          var lastPort = grants.lockNode(request.node());
          var owner = request.owner().value();
          var seen =
              new Admission.Seen(
                  request.replay().flatMap(replay -> leases.madeUnder(owner, replay.key())),
                  leases.liveOfName(owner, request.name()).isPresent(),
                  uses.of(request.owner(), request.now()),
                  grants.unavailable(request.node(), request.now()),
                  lastPort,
                  grants.isDraining(request.node()));
          var decision = Admission.decide(request, seen, rules);
          if (decision instanceof Admission.Admitted(var lease)) {
            var row = LeaseMapping.toRow(request, lease);
            leases.persistAndFlush(row);
            grants.hold(lease);
            uses.admitted(lease, request.now());
            events.append(row, "requested", "image " + lease.spec().image(), request.now());
          }
          return decision;
        });
  }

  @Override
  public Optional<Admission> replayed(UserId owner, NewLease.Replay replay) {
    return inTransaction(
        () ->
            leases
                .madeUnder(owner.value(), replay.key())
                .map(earlier -> Admission.replay(replay, earlier)));
  }

  @Override
  public Optional<Lease> find(LeaseId id) {
    return inTransaction(() -> leases.findByIdOptional(id.value()).map(LeaseMapping::toModel));
  }

  @Override
  public Optional<Lease> findByName(UserId owner, String name) {
    return inTransaction(
        () ->
            leases
                .liveOfName(owner.value(), name)
                .or(() -> leases.latestOfName(owner.value(), name))
                .map(LeaseMapping::toModel));
  }

  @Override
  public List<Lease> list(LeaseQuery query) {
    return inTransaction(() -> leases.matching(query).stream().map(LeaseMapping::toModel).toList());
  }

  @Override
  public List<Lease> live(UserId owner) {
    return inTransaction(
        () -> leases.live(owner.value()).stream().map(LeaseMapping::toModel).toList());
  }

  @Override
  public Use use(UserId owner, Instant now) {
    return inTransaction(() -> uses.of(owner, now));
  }

  @Override
  public List<GpuWeek.Stretch> gpuTime(UserId owner, Instant since, Instant now) {
    return inTransaction(() -> uses.gpuTime(owner, since, now));
  }

  @Override
  public List<Lease> liveAmong(List<LeaseId> ids) {
    return ids.isEmpty()
        ? List.of()
        : inTransaction(() -> leases.liveAmong(ids).stream().map(LeaseMapping::toModel).toList());
  }

  @Override
  public boolean replace(Lease next, Instant nextCheck, Instant now) {
    return inTransaction(
        () -> {
          leases.watchUse(next);
          return store(next, nextCheck, now, _ -> new Amended.Stored(next))
              instanceof Amended.Stored;
        });
  }

  @Override
  public Amended bringUp(Lease next, Instant nextCheck, Instant now, Admission.Rules rules) {
    return inTransaction(
        () -> {
          leases.lockOwner(next.owner());
          // One that is still going down keeps its GPUs, and may get a longer term by this.
          grants.lockNode(next.node());
          return store(
              next,
              nextCheck,
              now,
              before ->
                  Amended.bringUp(
                      next,
                      before,
                      uses.of(next.owner(), now),
                      gpus.commitments(next.node()),
                      rules));
        });
  }

  @Override
  public Amended extend(Lease next, Instant nextCheck, Instant now) {
    return inTransaction(
        () -> {
          grants.lockNode(next.node());
          return store(
              next,
              nextCheck,
              now,
              before -> Amended.extend(next, before, gpus.commitments(next.node()), now));
        });
  }

  private Amended store(
      Lease next, Instant nextCheck, Instant now, Function<Lease, Amended> decide) {
    var row = leases.findById(next.id().value(), LockModeType.PESSIMISTIC_WRITE);
    if (row == null || row.version != next.version()) {
      return new Amended.Overtaken();
    }
    var decision = decide.apply(LeaseMapping.toModel(row));
    if (decision instanceof Amended.Stored) {
      write(next, row, nextCheck, now);
      return new Amended.Stored(next.atVersion(row.version));
    }
    return decision;
  }

  @Override
  public Optional<Lease> movePort(
      Lease next, PortNumber blocked, Duration block, Admission.Rules rules) {
    return inTransaction(
        () -> {
          var lastPort = grants.lockNode(next.node());
          var row = leases.findById(next.id().value(), LockModeType.PESSIMISTIC_WRITE);
          if (row == null || row.version != next.version()) {
            return Optional.empty();
          }
          var now = next.state().since();
          grants.block(next.node(), blocked, now, now.plus(block));
          var taken = grants.unavailable(next.node(), now).keySet();
          return PortAllocator.choose(rules.ports(), taken, lastPort)
              .map(
                  port -> {
                    var moved = next.moved(blocked, port);
                    grants.free(next.id());
                    grants.hold(moved);
                    write(moved, row, now, now);
                    return moved.atVersion(row.version);
                  });
        });
  }

  @Override
  public Amended amend(Lease next, Optional<byte[]> secrets, Instant now, Admission.Rules rules) {
    return inTransaction(
        () -> {
          leases.watchUseAnew(next.id(), now);
          leases.lockOwner(next.owner());
          var lastPort = grants.lockNode(next.node());
          var row = leases.findById(next.id().value(), LockModeType.PESSIMISTIC_WRITE);
          if (row == null || row.version != next.version()) {
            return new Amended.Overtaken();
          }
          var seen =
              new Amended.Seen(
                  LeaseMapping.toModel(row),
                  uses.of(next.owner(), now),
                  leases
                      .liveOfName(row.owner, next.name())
                      .filter(other -> !other.id.equals(row.id))
                      .isPresent(),
                  grants.unavailable(next.node(), now),
                  lastPort,
                  gpus.commitments(next.node()));
          var decision = Amended.decide(next, seen, now, rules);
          if (decision instanceof Amended.Stored(var lease)) {
            grants.exchange(next.ports(), lease);
            secrets.ifPresent(kept -> row.sealedSecrets = kept);
            write(lease, row, now, now);
            return new Amended.Stored(lease.atVersion(row.version));
          }
          return decision;
        });
  }

  private void write(Lease next, LeaseEntity row, Instant nextCheck, Instant now) {
    boolean entersState = !row.state.equals(next.state().word());
    var before = LeaseMapping.toModel(row);
    if (!next.holdsGpus() && before.holdsGpus()) {
      gpus.free(next.id(), next.gpusDue());
    }
    if (!(next.state() instanceof LeaseState.Queued)) {
      row.queuePriority = 0;
      row.queueHeld = false;
    }
    LeaseMapping.copyChanging(next, row, now);
    row.version++;
    row.nextCheckAt = next.isLive() ? nextCheck : null;
    uses.changed(next.id(), Uptime.of(before.state(), next.state()), now);
    if (next.state() instanceof LeaseState.Released) {
      grants.free(next.id());
    }
    if (entersState) {
      if (next.state() instanceof LeaseState.Running(var since, _) && next.spec().ssh()) {
        health.up(next.id(), since);
      }
      events.append(row, next.state().word(), StateNote.of(next.state()), row.since);
    }
  }

  @Override
  public List<Lease> advanceQueue(NodeId node, Instant now, QueueRules rules) {
    return inTransaction(
        () -> {
          if (!gpus.anyQueued(node)) {
            return List.of();
          }
          grants.lockNode(node);
          return GpuQueue.plan(gpus.state(node, now, rules)).starts().stream()
              .flatMap(start -> start(start, now, rules).stream())
              .toList();
        });
  }

  /** Empty where the lease has left the queue since it was read. */
  private Optional<Lease> start(GpuQueue.Start turn, Instant now, QueueRules rules) {
    var row = leases.findById(turn.lease().value());
    // It was read with the rest of the queue, and a lock alone would not read it again.
    leases.getSession().refresh(row, LockModeType.PESSIMISTIC_WRITE);
    return Optional.of(LeaseMapping.toModel(row))
        .filter(lease -> lease.state() instanceof LeaseState.Queued)
        .map(
            lease -> {
              var next = rules.grant(lease, (LeaseState.Queued) lease.state(), turn.gpus(), now);
              gpus.hold(next);
              write(next, row, now, now);
              return next.atVersion(row.version);
            });
  }

  @Override
  public Map<LeaseId, QueuePlace> queue(NodeId node, Instant now, QueueRules rules) {
    return inTransaction(
        () -> gpus.anyQueued(node) ? QueuePlace.all(gpus.state(node, now, rules)) : Map.of());
  }

  @Override
  public boolean order(LeaseId id, GpuQueue.Orders orders, Instant now) {
    return inTransaction(
        () -> {
          var row = leases.findById(id.value(), LockModeType.PESSIMISTIC_WRITE);
          if (row == null || !(LeaseMapping.toModel(row).state() instanceof LeaseState.Queued)) {
            return false;
          }
          row.queuePriority = orders.priority();
          row.queueHeld = orders.held();
          return true;
        });
  }

  @Override
  public List<LeaseId> claimDue(Instant now, Instant until, int most) {
    return inTransaction(() -> leases.claimDue(now, until, most));
  }

  @Override
  public void scheduleCheck(Lease seen, Instant at) {
    inTransaction(() -> leases.checkAt(at, seen.id(), seen.version()));
  }

  @Override
  public void scheduleCheck(LeaseId id, Instant at) {
    inTransaction(() -> leases.checkAt(at, id));
  }

  @Override
  public byte[] sealedHostKey(LeaseId id) {
    return inTransaction(() -> leases.findByIdOptional(id.value()).orElseThrow().sealedHostKey);
  }

  @Override
  public Optional<byte[]> sealedSecrets(LeaseId id) {
    return inTransaction(
        () ->
            leases
                .findByIdOptional(id.value())
                .flatMap(lease -> Optional.ofNullable(lease.sealedSecrets)));
  }

  @Override
  public boolean wasRunning(LeaseId id) {
    return inTransaction(() -> events.count("leaseId = ?1 and kind = 'running'", id.value()) > 0);
  }

  @Override
  public void addEvent(LeaseId id, String kind, String message, Instant at) {
    inTransaction(
        () -> {
          var row = leases.findById(id.value(), LockModeType.PESSIMISTIC_WRITE);
          if (row != null) {
            events.append(row, kind, message, at);
          }
          return true;
        });
  }

  @Override
  public List<LeaseEvent> events(LeaseId id, long after, int limit) {
    return inTransaction(() -> events.after(id, after, limit));
  }

  @Override
  public Optional<LeaseEvent> lastEvent(LeaseId id) {
    return inTransaction(() -> events.last(id));
  }

  @Override
  public Map<LeaseId, LeaseState> liveStates() {
    return inTransaction(leases::liveStates);
  }

  /**
   * Joins the caller's transaction where there is one: keys of a user and the act of its admin are
   * written together.
   */
  private static <T> T inTransaction(Callable<T> work) {
    return QuarkusTransaction.joiningExisting().call(work);
  }
}
