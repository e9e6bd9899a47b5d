package dev.berth.lease.model;

import dev.berth.grant.model.PortRange;
import dev.berth.kernel.PortNumber;
import dev.berth.kernel.UserId;
import dev.berth.plan.model.Demand;
import dev.berth.plan.model.Limits;
import dev.berth.plan.model.Quota;
import dev.berth.plan.model.Use;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What became of a request for a lease. */
public sealed interface Admission {

  /** Stored; the watchdog brings it up. */
  record Admitted(Lease lease) implements Admission {}

  /** The same request was admitted before, under the same Idempotency-Key. */
  record Replayed(Lease lease) implements Admission {}

  record Refused(Reason reason, String detail) implements Admission {}

  /** Why a request was refused. */
  enum Reason {
    NAME_TAKEN,
    QUOTA_EXCEEDED,
    NO_PORT_FREE,
    PORT_TAKEN,
    TOO_MANY_VOLUMES,
    KEY_REUSED,
    NODE_DRAINING,
    GPU_PROMISED,
    LOW_DISK
  }

  /**
   * What limits admission on a node.
   *
   * @param limits for one owner
   * @param noRoom why nothing of hers may start for want of disk; empty where it may
   */
  record Rules(PortRange ports, Limits limits, Optional<Refused> noRoom) {

    /** With room for all. */
    public Rules(PortRange ports, Limits limits) {
      this(ports, limits, Optional.empty());
    }
  }

  /**
   * What the judge saw, under the locks that keep it true.
   *
   * @param sameKey the lease made under the same Idempotency-Key, with that request's digest
   * @param use of the owner
   * @param unavailable ports held, each by whom, and ports blocked
   * @param lastPort the port granted last on the node
   * @param draining whether the node is being drained
   */
  record Seen(
      Optional<Earlier> sameKey,
      boolean nameTaken,
      Use use,
      Map<PortNumber, Optional<Holder>> unavailable,
      Optional<PortNumber> lastPort,
      boolean draining) {}

  /** Who holds a port. */
  record Holder(UserId owner, String lease) {}

  /** A lease made earlier and the digest of its request. */
  record Earlier(Lease lease, String digest) {}

  /** Decides; an admitted lease is at version 0 and not stored yet. */
  static Admission decide(NewLease request, Seen seen, Rules rules) {
    if (seen.sameKey().isPresent()) {
      return replay(request.replay().orElseThrow(), seen.sameKey().get());
    }
    if (seen.nameTaken()) {
      return new Refused(Reason.NAME_TAKEN, nameTaken(request.name()));
    }
    if (seen.draining()) {
      var drained = Commitments.nodeDraining();
      return new Refused(drained.reason(), drained.detail());
    }
    if (rules.noRoom().isPresent()) {
      return rules.noRoom().get();
    }
    var exceeded =
        Quota.check(seen.use(), Demand.of(Holdings.of(lease(request, List.of()))), rules.limits());
    if (exceeded.isPresent()) {
      return new Refused(Reason.QUOTA_EXCEEDED, exceeded.get().detail());
    }
    return grant(request, seen, rules);
  }

  private static Admission grant(NewLease request, Seen seen, Rules rules) {
    var wish = new PortGrants.Wish(request.owner(), request.spec().network().ports(), List.of());
    return switch (PortGrants.decide(wish, seen.unavailable(), seen.lastPort(), rules.ports())) {
      case PortGrants.Granted(var ports) -> new Admitted(lease(request, ports));
      case PortGrants.Refused(var reason, var detail) -> new Refused(reason, detail);
    };
  }

  static String nameTaken(String name) {
    return "you have a lease named '" + name + "' already; release it or choose a name";
  }

  /** Decides on a request whose Idempotency-Key was used before. */
  static Admission replay(NewLease.Replay replay, Earlier earlier) {
    return replay.digest().equals(earlier.digest())
        ? new Replayed(earlier.lease())
        : new Refused(
            Reason.KEY_REUSED, "this Idempotency-Key was used for a different request before");
  }

  private static Lease lease(NewLease request, List<GrantedPort> ports) {
    return new Lease(
        request.id(),
        request.owner(),
        request.name(),
        request.spec(),
        request.node(),
        ports,
        List.of(),
        request.hostKey(),
        request.term(),
        request.spec().wantsGpus()
            ? new LeaseState.Queued(request.now())
            : LeaseState.Starting.first(request.now()),
        request.now(),
        0,
        0);
  }
}
