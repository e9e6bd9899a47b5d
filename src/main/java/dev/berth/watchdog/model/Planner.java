package dev.berth.watchdog.model;

import dev.berth.engine.model.ObservedContainer;
import dev.berth.kernel.ClockSkew;
import dev.berth.lease.model.Actor;
import dev.berth.lease.model.Lease;
import dev.berth.lease.model.LeaseState;
import dev.berth.lease.model.LeaseState.Expired;
import dev.berth.lease.model.LeaseState.Failed;
import dev.berth.lease.model.LeaseState.Offered;
import dev.berth.lease.model.LeaseState.Queued;
import dev.berth.lease.model.LeaseState.Released;
import dev.berth.lease.model.LeaseState.Releasing;
import dev.berth.lease.model.LeaseState.Resting;
import dev.berth.lease.model.LeaseState.Running;
import dev.berth.lease.model.LeaseState.Starting;
import dev.berth.lease.model.LeaseState.Stopped;
import dev.berth.lease.model.LeaseState.Stopping;
import dev.berth.lease.model.RestartPolicy;
import dev.berth.watchdog.model.Action.Adjust;
import dev.berth.watchdog.model.Action.Advance;
import dev.berth.watchdog.model.Action.BringUp;
import dev.berth.watchdog.model.Action.Move;
import dev.berth.watchdog.model.Action.Remove;
import dev.berth.watchdog.model.Action.Renew;
import dev.berth.watchdog.model.Action.Rest;
import dev.berth.watchdog.model.Action.Stop;
import dev.berth.watchdog.model.Action.Wait;
import java.time.Instant;
import java.util.Optional;

/** Decides the next step for a lease. Pure: the same snapshot always gives the same step. */
public final class Planner {

  private Planner() {}

  public static Action plan(Snapshot seen) {
    var now = seen.now();
    boolean termOver = seen.lease().term().isOver(now);
    return switch (seen.lease().state()) {
      case Queued _ when runs(seen.container()) -> new Stop();
      case Queued queued when !now.isBefore(seen.lease().term().limit()) ->
          new Move(queued.expire(now));
      case Queued _ -> new Advance();
      case Offered _ when runs(seen.container()) -> new Stop();
      case Offered offered when offered.isOver(now) -> new Move(offered.stop(Actor.WATCHDOG, now));
      case Offered _ -> new Rest();
      case Starting starting when termOver -> new Move(starting.expire(now));
      case Starting starting when isPutOff(starting, now) -> new Rest();
      case Starting _ when runsOutdated(seen) -> new Stop();
      case Starting starting when isCutOff(seen) -> renew(starting, seen);
      case Starting _ -> new BringUp();
      case Running _, Expired _ when isTransferAwaited(seen) -> new Wait(awaited(seen));
      case Running running when termOver -> new Move(running.expire(now));
      case Running running when !runs(seen.container()) -> new Move(afterDeath(running, seen));
      case Running running when runsOutdated(seen) -> new Move(running.restart(now));
      case Running _ ->
          seen.container()
              .flatMap(container -> Differences.limits(seen.lease(), container))
              .<Action>map(Adjust::new)
              .orElseGet(Rest::new);
      case Stopping _ when runs(seen.container()) -> new Stop();
      case Stopping stopping -> new Move(stopping.down());
      case Resting _ when runs(seen.container()) -> new Stop();
      case Stopped _, Failed _ when termOver -> new Move(new Expired(now));
      case Expired _ when seen.lease().term().isGraceOver(now) ->
          new Move(new Releasing(now, Actor.WATCHDOG));
      case Stopped _, Failed _, Expired _ -> new Rest();
      case Releasing _ when seen.container().isPresent() -> new Remove();
      case Releasing releasing -> new Move(releasing.gone(now));
      case Released _ when seen.container().isPresent() -> new Remove();
      case Released _ -> new Rest();
    };
  }

  /** When what there is of a workspace ends next by itself, and may be copied still. */
  public static Optional<Instant> end(Lease lease) {
    return switch (lease.state()) {
      case Running _ -> Optional.of(lease.term().expiresAt());
      case Expired _ -> Optional.of(lease.term().graceEndsAt());
      default -> Optional.empty();
    };
  }

  private static boolean isTransferAwaited(Snapshot seen) {
    return seen.transfer().isPresent()
        && end(seen.lease()).filter(end -> !seen.now().isBefore(end)).isPresent()
        && endOfPatience(seen).filter(seen.now()::isBefore).isPresent();
  }

  private static String awaited(Snapshot seen) {
    return "its time is over: it is "
        + (seen.lease().state() instanceof Expired ? "removed" : "stopped")
        + " when "
        + seen.transfer().orElseThrow()
        + " has copied its files, at "
        + endOfPatience(seen).orElseThrow()
        + " at the latest";
  }

  private static Optional<Instant> endOfPatience(Snapshot seen) {
    return end(seen.lease()).map(end -> end.plus(seen.limits().transferPatience()));
  }

  private static boolean isPutOff(Starting starting, Instant now) {
    var until = starting.notBefore();
    return now.isBefore(until) && !ClockSkew.isAhead(until, now);
  }

  private static boolean runs(Optional<ObservedContainer> container) {
    return container.filter(ObservedContainer::isRunning).isPresent();
  }

  /** Such a container is kept and replaced, which needs it to be down. */
  private static boolean runsOutdated(Snapshot seen) {
    return seen.container()
        .filter(ObservedContainer::isRunning)
        .filter(container -> Differences.isOutdated(seen.lease(), container))
        .isPresent();
  }

  /** Only once the other one runs: until then it may be made anew once more. */
  private static boolean isCutOff(Snapshot seen) {
    return seen.container()
        .filter(container -> !container.isRunning())
        .filter(container -> !Differences.isOutdated(seen.lease(), container))
        .flatMap(
            container ->
                seen.partner()
                    .filter(ObservedContainer::isRunning)
                    .filter(partner -> Differences.isCutOff(container, partner)))
        .isPresent();
  }

  private static Action renew(Starting starting, Snapshot seen) {
    return seen.lease().generation() < Lease.MOST_GENERATIONS
        ? new Renew()
        : new Move(
            starting.fail(
                "the container whose network it shares was made anew, and this one can't follow: it"
                    + " was made anew "
                    + Lease.MOST_GENERATIONS
                    + " times; ask for a new lease",
                seen.now()));
  }

  private static LeaseState afterDeath(Running running, Snapshot seen) {
    var now = seen.now();
    var policy = seen.lease().spec().restart();
    String how = Ending.of(seen.container(), seen.log());
    boolean wentWell = seen.container().filter(Planner::endedWell).isPresent();
    return switch (policy.kind()) {
      case NO ->
          wentWell
              ? running.stop(Actor.WORKSPACE, now)
              : running.fail(how + "; its restart policy is no", now);
      case ON_FAILURE ->
          wentWell ? running.stop(Actor.WORKSPACE, now) : again(running, how, policy, seen);
      case ALWAYS, UNLESS_STOPPED -> again(running, how, policy, seen);
    };
  }

  private static LeaseState again(
      Running running, String how, RestartPolicy policy, Snapshot seen) {
    var now = seen.now();
    var limits = seen.limits();
    if (!now.isBefore(running.since().plus(limits.stableAfter()))) {
      return running.diedAfterStableRun(how, now);
    }
    int attempts = policy.maxRetries() == 0 ? limits.attempts() : policy.maxRetries() + 1;
    return running.attempt() < attempts
        ? running.died(how, now, limits.backOff(running.attempt()))
        : running.fail(
            "the workspace went down " + running.attempt() + " times in a row; last: " + how, now);
  }

  private static boolean endedWell(ObservedContainer container) {
    return container.exitCode() == 0;
  }
}
