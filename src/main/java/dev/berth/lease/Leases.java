package dev.berth.lease;

import com.github.f4b6a3.ulid.UlidCreator;
import dev.berth.audit.Audit;
import dev.berth.kernel.LeaseId;
import dev.berth.kernel.NodeId;
import dev.berth.kernel.UserId;
import dev.berth.lease.model.Actor;
import dev.berth.lease.model.Admission;
import dev.berth.lease.model.Amended;
import dev.berth.lease.model.Holdings;
import dev.berth.lease.model.Lease;
import dev.berth.lease.model.LeaseSecrets;
import dev.berth.lease.model.LeaseState;
import dev.berth.lease.model.Mount;
import dev.berth.lease.model.NewLease;
import dev.berth.lease.model.Term;
import dev.berth.plan.model.Use;
import dev.berth.workspace.HostKey;
import dev.berth.workspace.LoginPassword;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/**
 * What people can ask of leases. Each use case only writes what should be; the watchdog, nudged,
 * makes it so.
 */
@Singleton
public class Leases {

  // Two writers that keep overtaking a third this often in a row are not people.
  static final int CAS_TRIES = 8;

  private final LeaseStore store;
  private final Audit audit;
  private final Nudge nudge;
  private final SealedSecrets secrets;
  private final AdmissionRules rules;
  private final Owners owners;
  private final InstantSource clock;

  public Leases(
      LeaseStore store,
      Audit audit,
      Nudge nudge,
      SealedSecrets secrets,
      AdmissionRules rules,
      Owners owners,
      InstantSource clock) {
    this.store = store;
    this.audit = audit;
    this.nudge = nudge;
    this.secrets = secrets;
    this.rules = rules;
    this.owners = owners;
    this.clock = clock;
  }

  /** Who asks, and whose leases it is about; they differ when an admin acts for somebody. */
  public record Caller(UserId who, boolean admin) {}

  /** What became of a request; {@code password} is there this once, where one was asked for. */
  public record Requested(Admission admission, Optional<LoginPassword> password) {}

  /** Asks for a new lease. */
  public Requested request(UserId owner, Wanted wanted, Optional<NewLease.Replay> replay) {
    var now = clock.instant();
    var id = new LeaseId(UlidCreator.getMonotonicUlid(now.toEpochMilli()).toString());
    var key = HostKey.generate();
    var limits = owners.plan(owner).limits();
    var term = new Term(now.plus(wanted.ttl()), now.plus(limits.maxLife()), limits.grace());
    var password =
        wanted.spec().login().password()
            ? Optional.of(LoginPassword.generate())
            : Optional.<LoginPassword>empty();
    var keeps = new LeaseSecrets(password.map(LoginPassword::hash), wanted.secretEnv());
    var request =
        new NewLease(
            id,
            owner,
            wanted.name(),
            wanted.spec(),
            NodeId.LOCAL,
            term,
            key.publicKey(),
            secrets.sealHostKey(id, key.privateKey()),
            secrets.seal(id, keeps),
            replay,
            now);
    var admission = admitWithVolumes(request);
    if (admission instanceof Admission.Admitted(var lease)) {
      nudge.lease(lease.id());
      return new Requested(admission, password);
    }
    return new Requested(admission, Optional.empty());
  }

  private Admission admitWithVolumes(NewLease request) {
    try {
      return audit.together(() -> admit(request));
    } catch (TooManyVolumesException e) {
      return new Admission.Refused(Admission.Reason.TOO_MANY_VOLUMES, e.detail());
    }
  }

  /** Makes those that are missing, in the transaction of what they are for. */
  void takeVolumes(UserId owner, List<Mount> mounts) {
    var limit = owners.takeVolumes(owner, mounts);
    if (limit.isPresent()) {
      throw new TooManyVolumesException(limit.get());
    }
  }

  private Admission admit(NewLease request) {
    var admission = store.admit(request, rules.rules(request.owner()));
    if (admission instanceof Admission.Admitted) {
      takeVolumes(request.owner(), request.spec().mounts());
      audit.record(
          request.owner().value(),
          "lease.request",
          request.id().value(),
          request.name() + " from " + request.spec().image());
    }
    return admission;
  }

  /** Takes back everything that was written with the volumes. */
  static final class TooManyVolumesException extends RuntimeException {

    private static final long serialVersionUID = 1;
    private final int limit;

    TooManyVolumesException(int limit) {
      this.limit = limit;
    }

    String detail() {
      return "you may have " + limit + " volumes of your own; remove one first";
    }
  }

  /**
   * The answer to a request that was sent before, under the same Idempotency-Key. Asked before the
   * request is checked: what it needed then may be gone by now.
   */
  public Optional<Admission> replayed(UserId owner, NewLease.Replay replay) {
    return store.replayed(owner, replay);
  }

  /** By id: own leases, for admins any. By name: own leases. */
  public Optional<Lease> find(Caller caller, String idOrName) {
    return LeaseId.isValid(idOrName)
        ? store
            .find(new LeaseId(idOrName))
            .filter(lease -> caller.admin() || lease.owner().equals(caller.who()))
        : store.findByName(caller.who(), idOrName);
  }

  public List<Lease> list(LeaseQuery query) {
    return store.list(query);
  }

  public List<Lease> live(UserId owner) {
    return store.live(owner);
  }

  /** What an owner has of what her plan allows. */
  public Use use(UserId owner) {
    return store.use(owner, clock.instant());
  }

  public List<LeaseEvent> events(LeaseId lease, long after, int limit) {
    return store.events(lease, after, limit);
  }

  /** Whether nothing can happen to a lease any more. */
  public boolean isOver(LeaseId lease) {
    return store.find(lease).filter(Lease::isLive).isEmpty();
  }

  public Change stop(Caller caller, String idOrName) {
    return change(
        caller,
        idOrName,
        "lease.stop",
        (lease, now) ->
            switch (lease.state()) {
              case LeaseState.Queued queued -> moved(lease, queued.stop(actor(caller, lease), now));
              case LeaseState.Offered offered ->
                  moved(lease, offered.stop(actor(caller, lease), now));
              case LeaseState.Active active -> moved(lease, active.stop(actor(caller, lease), now));
              case LeaseState.Stopping(var since, LeaseState.Starting _) ->
                  moved(
                      lease,
                      new LeaseState.Stopping(
                          since, new LeaseState.Stopped(now, actor(caller, lease))));
              case LeaseState.Stopping _, LeaseState.Resting _ -> new Change.Done(lease);
              case LeaseState.Releasing _, LeaseState.Released _ -> over();
            });
  }

  public Change start(Caller caller, String idOrName) {
    return change(
        caller,
        idOrName,
        "lease.start",
        (lease, now) ->
            switch (lease.state()) {
              case LeaseState.Queued _, LeaseState.Active _ -> new Change.Done(lease);
              case LeaseState.Offered offered -> new Change.Done(lease.claimed(offered, now));
              case LeaseState.Stopping _, LeaseState.Resting _ when lease.term().isOver(now) ->
                  new Change.NotNow("the lease is expired; extend it, which brings it back");
              case LeaseState.Stopping(var since, _) ->
                  moved(lease, new LeaseState.Stopping(since, LeaseState.Starting.first(now)));
              case LeaseState.Resting resting -> new Change.Done(lease.started(resting, now));
              case LeaseState.Releasing _, LeaseState.Released _ -> over();
            });
  }

  public Change restart(Caller caller, String idOrName) {
    return change(
        caller,
        idOrName,
        "lease.restart",
        (lease, now) ->
            switch (lease.state()) {
              case LeaseState.Queued _ -> new Change.Done(lease);
              case LeaseState.Offered offered -> new Change.Done(lease.claimed(offered, now));
              case LeaseState.Active _, LeaseState.Stopping _, LeaseState.Resting _
                  when lease.term().isOver(now) ->
                  new Change.NotNow("the lease is expired; extend it, which brings it back");
              case LeaseState.Active active -> moved(lease, active.restart(now));
              case LeaseState.Stopping(var since, _) ->
                  moved(lease, new LeaseState.Stopping(since, LeaseState.Starting.first(now)));
              case LeaseState.Resting resting -> new Change.Done(lease.started(resting, now));
              case LeaseState.Releasing _, LeaseState.Released _ -> over();
            });
  }

  /** Gives everything back but the home. A second time it is done already. */
  public Change release(Caller caller, String idOrName) {
    return change(
        caller,
        idOrName,
        "lease.release",
        (lease, now) ->
            switch (lease.state()) {
              case LeaseState.Queued _,
                  LeaseState.Offered _,
                  LeaseState.Active _,
                  LeaseState.Stopping _,
                  LeaseState.Resting _ ->
                  moved(lease, new LeaseState.Releasing(now, actor(caller, lease)));
              case LeaseState.Releasing _, LeaseState.Released _ -> new Change.Done(lease);
            });
  }

  public Change extendBy(Caller caller, String idOrName, Duration by) {
    return change(
        caller,
        idOrName,
        "lease.extend",
        (lease, now) -> extended(lease, capped(lease, now).extendBy(by, now), now));
  }

  public Change extendUntil(Caller caller, String idOrName, Instant until) {
    return change(
        caller, idOrName, "lease.extend", (lease, now) -> extendedUntil(lease, until, now));
  }

  Change extendedUntil(Lease lease, Instant until, Instant now) {
    return extended(lease, capped(lease, now).extendUntil(until, now), now);
  }

  /** The term, limited also to the plan's longest term from now on. */
  private Term capped(Lease lease, Instant now) {
    var term = lease.term();
    var longest = now.plus(owners.plan(lease.owner()).limits().maxTerm());
    return new Term(
        term.expiresAt(), longest.isBefore(term.limit()) ? longest : term.limit(), term.grace());
  }

  private static Change extended(Lease lease, Term.Extension extension, Instant now) {
    return switch (extension) {
      case Term.Extension.TooLong(var limit) -> new Change.TooLong(limit);
      case Term.Extension.InThePast _ -> new Change.InThePast();
      case Term.Extension.Extended(var term) -> {
        var longer =
            lease.with(new Term(term.expiresAt(), lease.term().limit(), lease.term().grace()));
        yield switch (lease.state()) {
          case LeaseState.Expired expired -> new Change.Done(longer.started(expired, now));
          case LeaseState.Stopping(var since, LeaseState.Expired _) ->
              moved(longer, new LeaseState.Stopping(since, LeaseState.Starting.first(now)));
          case LeaseState.Queued _,
              LeaseState.Offered _,
              LeaseState.Active _,
              LeaseState.Stopping _,
              LeaseState.Resting _ ->
              new Change.Done(longer);
          case LeaseState.Releasing _, LeaseState.Released _ -> over();
        };
      }
    };
  }

  /** Reads, decides, writes; again from the start where somebody else wrote in between. */
  private Change change(
      Caller caller, String idOrName, String action, BiFunction<Lease, Instant, Change> decide) {
    for (int i = 0; i < CAS_TRIES; i++) {
      var lease = find(caller, idOrName).orElse(null);
      if (lease == null) {
        return new Change.NoSuchLease();
      }
      var now = clock.instant();
      var decision = decide.apply(lease, now);
      if (!(decision instanceof Change.Done(var next)) || next.equals(lease)) {
        return decision;
      }
      switch (audit.together(() -> write(caller, action, lease, next, now))) {
        case Amended.Stored(var stored) -> {
          nudge.lease(lease.id());
          return new Change.Done(stored);
        }
        case Amended.Refused(var reason, var detail) -> {
          return new Change.Refused(reason, detail);
        }
        case Amended.Overtaken _ -> {
          // Reads and decides again.
        }
      }
    }
    return new Change.NotNow("the lease keeps changing; try again");
  }

  private Amended write(Caller caller, String action, Lease before, Lease next, Instant now) {
    var written = write(before, next, now);
    if (written instanceof Amended.Stored) {
      audit.record(
          caller.who().value(), action, next.id().value(), "until " + next.term().expiresAt());
    }
    return written;
  }

  private Amended write(Lease before, Lease next, Instant now) {
    if (before.state() instanceof LeaseState.Offered && next.state() instanceof LeaseState.Active) {
      var noRoom = rules.rules(next.owner()).noRoom();
      if (noRoom.isPresent()) {
        return Amended.Refused.of(noRoom.get());
      }
    }
    boolean isLonger = next.term().expiresAt().isAfter(before.term().expiresAt());
    if (Holdings.comesUp(before.state(), next.state())) {
      var present = rules.rules(next.owner());
      return isLonger && present.noRoom().isPresent()
          ? replace(kept(before, next, now), now)
          : store.bringUp(next, next.nextCheck(now), now, present);
    }
    return isLonger ? store.extend(next, next.nextCheck(now), now) : replace(next, now);
  }

  /**
   * A full disk must not cost anybody an expired workspace: extended it stays, and starts later.
   */
  private static Lease kept(Lease before, Lease next, Instant now) {
    var stopped = new LeaseState.Stopped(now, Actor.OWNER);
    return next.with(
        before.state() instanceof LeaseState.Stopping(var since, _)
            ? new LeaseState.Stopping(since, stopped)
            : stopped);
  }

  private Amended replace(Lease next, Instant now) {
    return store.replace(next, next.nextCheck(now), now)
        ? new Amended.Stored(next.atVersion(next.version() + 1))
        : new Amended.Overtaken();
  }

  private static Change moved(Lease lease, LeaseState next) {
    return new Change.Done(lease.with(next));
  }

  static Change over() {
    return new Change.NotNow("the lease is released; ask for a new one");
  }

  private static Actor actor(Caller caller, Lease lease) {
    return caller.who().equals(lease.owner()) ? Actor.OWNER : Actor.ADMIN;
  }
}
