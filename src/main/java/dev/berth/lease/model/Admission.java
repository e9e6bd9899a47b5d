package dev.berth.lease.model;

import dev.berth.grant.model.PortAllocator;
import dev.berth.grant.model.PortRange;
import dev.berth.kernel.PortNumber;
import java.util.Optional;
import java.util.Set;

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
    TOO_MANY_LEASES,
    NO_PORT_FREE,
    KEY_REUSED
  }

  /** What limits admission on a node. {@code maxLeases} is for one owner. */
  record Rules(PortRange ports, int maxLeases) {}

  /**
   * What the judge saw, under the locks that keep it true.
   *
   * @param sameKey the lease made under the same Idempotency-Key, with that request's digest
   * @param lastPort the port granted last on the node
   */
  record Seen(
      Optional<Earlier> sameKey,
      boolean nameTaken,
      int liveLeases,
      Set<PortNumber> unavailable,
      Optional<PortNumber> lastPort) {}

  /** A lease made earlier and the digest of its request. */
  record Earlier(Lease lease, String digest) {}

  /** Decides; an admitted lease is at version 0 and not stored yet. */
  static Admission decide(NewLease request, Seen seen, Rules rules) {
    if (seen.sameKey().isPresent()) {
      return replay(request.replay().orElseThrow(), seen.sameKey().get());
    }
    if (seen.nameTaken()) {
      return new Refused(
          Reason.NAME_TAKEN,
          "you have a lease named '" + request.name() + "' already; release it or choose a name");
    }
    if (seen.liveLeases() >= rules.maxLeases()) {
      return new Refused(
          Reason.TOO_MANY_LEASES,
          "you hold "
              + seen.liveLeases()
              + " of at most "
              + rules.maxLeases()
              + " leases; release one first");
    }
    return PortAllocator.choose(rules.ports(), seen.unavailable(), seen.lastPort())
        .<Admission>map(port -> new Admitted(lease(request, port)))
        .orElseGet(
            () ->
                new Refused(Reason.NO_PORT_FREE, "every port of " + rules.ports() + " is in use"));
  }

  /** Decides on a request whose Idempotency-Key was used before. */
  static Admission replay(NewLease.Replay replay, Earlier earlier) {
    return replay.digest().equals(earlier.digest())
        ? new Replayed(earlier.lease())
        : new Refused(
            Reason.KEY_REUSED, "this Idempotency-Key was used for a different request before");
  }

  private static Lease lease(NewLease request, PortNumber port) {
    return new Lease(
        request.id(),
        request.owner(),
        request.name(),
        request.spec(),
        request.node(),
        port,
        request.hostKey(),
        request.term(),
        LeaseState.Starting.first(request.now()),
        request.now(),
        0);
  }
}
