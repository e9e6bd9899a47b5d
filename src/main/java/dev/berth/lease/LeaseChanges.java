package dev.berth.lease;

import dev.berth.audit.Audit;
import dev.berth.lease.Leases.Caller;
import dev.berth.lease.model.Admission;
import dev.berth.lease.model.Amended;
import dev.berth.lease.model.Amendment;
import dev.berth.lease.model.Effect;
import dev.berth.lease.model.Lease;
import dev.berth.lease.model.LeaseSecrets;
import dev.berth.lease.model.LeaseState;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** Changes what a lease asked for, without loss of what is in its workspace. */
@Singleton
public class LeaseChanges {

  private final Leases leases;
  private final LeaseStore store;
  private final Audit audit;
  private final Nudge nudge;
  private final SealedSecrets secrets;
  private final AdmissionRules rules;
  private final InstantSource clock;

  public LeaseChanges(
      Leases leases,
      LeaseStore store,
      Audit audit,
      Nudge nudge,
      SealedSecrets secrets,
      AdmissionRules rules,
      InstantSource clock) {
    this.leases = leases;
    this.store = store;
    this.audit = audit;
    this.nudge = nudge;
    this.secrets = secrets;
    this.rules = rules;
    this.clock = clock;
  }

  /** What became of it, and how it reaches the workspace. */
  public record Result(Change change, Effect effect) {

    private static Result not(Change why) {
      return new Result(why, Effect.NOTHING);
    }
  }

  /** Writes what should be; all of it or nothing. */
  public Result amend(Caller caller, String idOrName, Amendment amendment) {
    for (int i = 0; i < Leases.CAS_TRIES; i++) {
      var lease = leases.find(caller, idOrName).orElse(null);
      if (lease == null) {
        return Result.not(new Change.NoSuchLease());
      }
      var now = clock.instant();
      var timed = onTime(lease, amendment, now);
      if (!(timed instanceof Change.Done(var onTime))) {
        return Result.not(timed);
      }
      var wanted = amendment.of(lease, onTime, now);
      if (wanted.effect() == Effect.NOTHING) {
        return new Result(new Change.Done(lease), Effect.NOTHING);
      }
      if (wanted.next().generation() > Lease.MOST_GENERATIONS) {
        return Result.not(
            new Change.NotNow(
                "the workspace was made anew "
                    + Lease.MOST_GENERATIONS
                    + " times, more is not possible; ask for a new lease"));
      }
      switch (store(caller, wanted.next(), amendment, now)) {
        case Amended.Stored(var stored) -> {
          nudge.lease(lease.id());
          return new Result(new Change.Done(stored), wanted.effect());
        }
        case Amended.Refused(var reason, var detail) -> {
          return Result.not(new Change.Refused(reason, detail));
        }
        case Amended.Overtaken _ -> {
          // Reads and decides again.
        }
      }
    }
    return Result.not(new Change.NotNow("the lease keeps changing; try again"));
  }

  private Change onTime(Lease lease, Amendment amendment, Instant now) {
    return switch (lease.state()) {
      case LeaseState.Releasing _, LeaseState.Released _ -> Leases.over();
      case LeaseState.Queued _,
          LeaseState.Offered _,
          LeaseState.Active _,
          LeaseState.Stopping _,
          LeaseState.Resting _ ->
          amendment
              .expiresAt()
              .map(until -> leases.extendedUntil(lease, until, now))
              .orElseGet(() -> new Change.Done(lease));
    };
  }

  private Amended store(Caller caller, Lease next, Amendment amendment, Instant now) {
    Optional<byte[]> replacement =
        amendment
            .secretEnv()
            .map(
                env ->
                    secrets.replacement(
                        next.id(), new LeaseSecrets(secrets.of(next.id()).passwordHash(), env)));
    try {
      return audit.together(() -> store(caller, next, amendment, replacement, now));
    } catch (Leases.TooManyVolumesException e) {
      return new Amended.Refused(Admission.Reason.TOO_MANY_VOLUMES, e.detail());
    }
  }

  private Amended store(
      Caller caller, Lease next, Amendment amendment, Optional<byte[]> replacement, Instant now) {
    var amended = store.amend(next, replacement, now, rules.rules(next.owner()));
    if (amended instanceof Amended.Stored) {
      amendment.mounts().ifPresent(mounts -> leases.takeVolumes(next.owner(), mounts));
      String fields = String.join(", ", amendment.fields());
      store.addEvent(next.id(), "changed", "changed on request: " + fields, now);
      audit.record(caller.who().value(), "lease.change", next.id().value(), fields);
    }
    return amended;
  }
}
