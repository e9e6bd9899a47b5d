package dev.berth.watchdog;

import dev.berth.engine.ContainerAccess;
import dev.berth.engine.ContainerEngine;
import dev.berth.engine.EngineException;
import dev.berth.engine.model.LiveLimits;
import dev.berth.engine.model.ObservedContainer;
import dev.berth.image.Images;
import dev.berth.kernel.LeaseId;
import dev.berth.kernel.PortNumber;
import dev.berth.lease.AdmissionRules;
import dev.berth.lease.LeaseQueue;
import dev.berth.lease.LeaseStore;
import dev.berth.lease.model.Lease;
import dev.berth.lease.model.LeaseState;
import dev.berth.lease.model.LeaseState.Starting;
import dev.berth.watchdog.model.Action;
import dev.berth.watchdog.model.AfterBringUp;
import dev.berth.watchdog.model.Ending;
import dev.berth.watchdog.model.Planner;
import dev.berth.watchdog.model.Snapshot;
import dev.berth.watchdog.model.Transfers;
import io.quarkus.logging.Log;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Drives one lease: observe, plan, do one step, and again until there is nothing to do. Knows no
 * timer and no thread, so that a test can go step by step.
 */
@Singleton
class Driver {

  /** More steps in a row than any lease needs; what is left is for the next pass. */
  private static final int MAX_STEPS = 12;

  /** While something else, such as a baking, has to finish first. */
  private static final Duration WAIT = Duration.ofSeconds(1);

  /** After a workspace did not take what was brought. */
  private static final Duration REFUSED = Duration.ofMinutes(1);

  private final LeaseStore leases;
  private final ContainerEngine engine;
  private final Eyes eyes;
  private final BringUp bringUp;
  private final Grants grants;
  private final WatchdogConfig config;
  private final WatchdogMetrics metrics;
  private final InstantSource clock;

  /** The engine, as it shows containers and what is in them, and what is made of them. */
  record Eyes(ContainerEngine engine, ContainerAccess inside, Images images) {}

  /** By which ports and GPUs are given. */
  record Grants(AdmissionRules rules, LeaseQueue queue) {}

  Driver(
      LeaseStore leases,
      Eyes eyes,
      BringUp bringUp,
      Grants grants,
      WatchdogConfig config,
      WatchdogMetrics metrics,
      InstantSource clock) {
    this.leases = leases;
    this.engine = eyes.engine();
    this.eyes = eyes;
    this.bringUp = bringUp;
    this.grants = grants;
    this.config = config;
    this.metrics = metrics;
    this.clock = clock;
  }

  /**
   * Takes a lease as far as it goes now.
   *
   * @throws EngineException.Unavailable if the engine can't be observed; nothing was concluded
   */
  void drive(LeaseId id) throws EngineException, InterruptedException {
    for (int step = 0; step < MAX_STEPS; step++) {
      if (!step(id)) {
        return;
      }
    }
  }

  /** One step; false when there is nothing more to do before the lease's next check. */
  boolean step(LeaseId id) throws EngineException, InterruptedException {
    // The lease before the container: then a move that is planned on an older look at the container
    // is planned on an older version too, and is not written. The other way round, a container that
    // another replica has just made is not seen, and a lease that was just released is over with
    // it.
    var lease = leases.find(id).orElse(null);
    if (lease == null) {
      return false;
    }
    var container = engine.find(id.containerName());
    if (container.isEmpty() && isEnding(lease.state()) && bringUp.putNameBack(lease)) {
      return true;
    }
    var now = clock.instant();
    var seen =
        new Snapshot(
            now,
            container,
            partner(lease),
            lease,
            config.limits(),
            lastWords(lease, container),
            transfer(lease, container, now));
    var action = Planner.plan(seen);
    metrics.did(action);
    return switch (action) {
      case Action.Rest _ -> {
        rest(lease);
        yield false;
      }
      case Action.Wait(var why) -> {
        waitFor(lease, why);
        yield false;
      }
      case Action.Adjust(var limits) -> adjust(lease, limits);
      case Action.Move(var to) -> {
        move(lease, to);
        yield true;
      }
      case Action.Advance _ -> advance(lease);
      case Action.BringUp _ -> bringUp(lease, container);
      case Action.Renew _ -> {
        renew(lease);
        yield true;
      }
      case Action.Stop _ -> {
        engine.stop(id.containerName(), config.stopPatience());
        yield true;
      }
      case Action.Remove _ -> {
        engine.remove(id.containerName());
        bringUp.forget(lease);
        yield true;
      }
    };
  }

  /** It is over when its container is, whatever name that has: until then its GPUs are in use. */
  private static boolean isEnding(LeaseState state) {
    return state instanceof LeaseState.Stopping || state instanceof LeaseState.Releasing;
  }

  /** Whether it was this one's turn; whoever else's it was is due now. */
  private boolean advance(Lease lease) {
    boolean starts =
        grants.queue().advance().stream().anyMatch(each -> each.id().equals(lease.id()));
    if (!starts) {
      leases.scheduleCheck(lease, lease.nextCheck(clock.instant()));
    }
    return starts;
  }

  private Optional<ObservedContainer> partner(Lease lease) throws EngineException {
    var joins = lease.spec().network().joins();
    return joins != null && lease.state() instanceof Starting
        ? engine.find(joins.containerName())
        : Optional.empty();
  }

  private String lastWords(Lease lease, Optional<ObservedContainer> container)
      throws EngineException {
    return lease.state() instanceof LeaseState.Running
            && container.filter(it -> !it.isRunning()).isPresent()
        ? engine.logTail(lease.id().containerName(), Ending.LINES)
        : "";
  }

  /** Looked for where it is asked for only: at the end of a lease, and of its grace. */
  private Optional<String> transfer(Lease lease, Optional<ObservedContainer> container, Instant now)
      throws EngineException.Unavailable {
    boolean asked =
        container.isPresent()
            && Planner.end(lease)
                .filter(end -> !now.isBefore(end))
                .filter(end -> now.isBefore(end.plus(config.transferPatience())))
                .isPresent();
    if (asked && eyes.images().isCopying(lease.id())) {
      return Optional.of("a snapshot");
    }
    try {
      return asked && container.filter(ObservedContainer::isRunning).isPresent()
          ? Transfers.underWay(eyes.inside().commandLines(lease.id().containerName()))
          : Optional.empty();
    } catch (EngineException e) {
      if (e instanceof EngineException.Unavailable unavailable) {
        throw unavailable;
      }
      return Optional.empty(); // It has just ended.
    }
  }

  /** The next step finds a container that is older than its lease. */
  private void renew(Lease lease) {
    var now = clock.instant();
    if (leases.replace(lease.renewed(), lease.nextCheck(now), now)) {
      note(lease, "the container whose network it shares was made anew");
    }
  }

  private void rest(Lease lease) throws EngineException {
    if (isRightInside(lease)) {
      leases.scheduleCheck(lease, lease.nextLook(clock.instant()));
    } else {
      lookAgainSoon(lease);
    }
  }

  /** Whoever has written it since: what is wrong is in the workspace. */
  private void lookAgainSoon(Lease lease) {
    var now = clock.instant();
    var soon = now.plus(REFUSED);
    var round = lease.nextLook(now);
    leases.scheduleCheck(lease.id(), soon.isBefore(round) ? soon : round);
  }

  private boolean isRightInside(Lease lease) throws EngineException {
    return !(lease.state() instanceof LeaseState.Running)
        || !lease.spec().ssh()
        || bringUp.refreshKeys(lease);
  }

  /** Memory in use is not taken away; it is tried again soon, and with a start. */
  private boolean adjust(Lease lease, LiveLimits limits) throws EngineException {
    try {
      engine.update(lease.id().containerName(), limits);
      return true;
    } catch (EngineException.Rejected e) {
      note(lease, "the new limits don't hold yet: " + e.getMessage());
      isRightInside(lease);
      lookAgainSoon(lease);
      return false;
    }
  }

  private boolean bringUp(Lease lease, Optional<ObservedContainer> container)
      throws EngineException, InterruptedException {
    if (!(lease.state() instanceof Starting starting)) {
      throw new IllegalStateException("bring-up of a lease that is " + lease.state().word());
    }
    var outcome = metrics.timed(() -> bringUp.attempt(lease, container));
    return switch (AfterBringUp.of(outcome, lease, starting, clock.instant(), config.limits())) {
      case AfterBringUp.Move(var to) -> {
        move(lease, to);
        yield true;
      }
      case AfterBringUp.MovePort(var taken, var to) -> {
        movePort(lease, taken, to);
        yield true;
      }
      case AfterBringUp.LookAgain _ -> true;
      case AfterBringUp.Wait(var what) -> {
        waitFor(lease, what);
        yield false;
      }
    };
  }

  private void movePort(Lease lease, PortNumber taken, Starting to) throws EngineException {
    // The container goes first: a crash in between leaves a lease that tries the old port again.
    // One that another replica has made meanwhile is of an older generation then.
    bringUp.discard(lease);
    var moved =
        leases.movePort(
            lease.with(to).renewed(),
            taken,
            config.portBlock(),
            grants.rules().rules(lease.owner()));
    if (moved.isPresent()) {
      leases.addEvent(
          lease.id(),
          "port-moved",
          to.trouble() + "; taking another: " + hostPorts(moved.get()),
          to.since());
    } else {
      Log.warnf("lease %s: %s, and no other could be taken", lease.id(), to.trouble());
      move(lease, to.fail(to.trouble() + ", and no other port is free", to.since()));
    }
  }

  private static String hostPorts(Lease lease) {
    return lease.ports().stream()
        .map(port -> port.host() + " for " + port.label())
        .collect(Collectors.joining(", "));
  }

  /** False is news, not an error: the next step reads what the other writer wrote. */
  private void move(Lease lease, LeaseState to) {
    var next = lease.with(to);
    var now = clock.instant();
    if (leases.replace(next, next.nextCheck(now), now)) {
      Log.infof("lease %s %s -> %s", lease.id(), lease.state().word(), to.word());
      if (lease.state() instanceof Starting && to instanceof Starting(_, _, _, var trouble)) {
        leases.addEvent(lease.id(), "retry", trouble, now);
      }
    }
  }

  private void waitFor(Lease lease, String what) {
    note(lease, what);
    leases.scheduleCheck(lease, clock.instant().plus(WAIT));
  }

  private void note(Lease lease, String what) {
    var last = leases.lastEvent(lease.id());
    if (last.filter(event -> event.message().equals(what)).isEmpty()) {
      leases.addEvent(lease.id(), "waiting", what, clock.instant());
    }
  }
}
