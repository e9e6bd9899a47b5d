package dev.berth.lease.model;

import dev.berth.kernel.PortNumber;
import dev.berth.plan.model.Demand;
import dev.berth.plan.model.Quota;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What became of a change to an existing lease. */
public sealed interface Amended {

  /** Stored, with the ports that it holds now. */
  record Stored(Lease lease) implements Amended {}

  record Refused(Admission.Reason reason, String detail) implements Amended {}

  /** Somebody else wrote since the lease was read. */
  record Overtaken() implements Amended {}

  /**
   * What the judge saw, under the locks that keep it true.
   *
   * @param before the lease as it is stored
   * @param live the owner's leases, this one among them
   * @param nameTaken by another live lease of the owner
   * @param unavailable ports held, each by whom, and ports blocked
   * @param lastPort the port granted last on the node
   * @param commitments of the node
   */
  record Seen(
      Lease before,
      List<Lease> live,
      boolean nameTaken,
      Map<PortNumber, Optional<Admission.Holder>> unavailable,
      Optional<PortNumber> lastPort,
      Commitments commitments) {}

  /**
   * Decides on a lease as it should be, which holds its present ports still.
   *
   * @return {@link Stored}, not stored yet, or {@link Refused}
   */
  static Amended decide(Lease next, Seen seen, Instant now, Admission.Rules rules) {
    if (seen.nameTaken()) {
      return new Refused(Admission.Reason.NAME_TAKEN, Admission.nameTaken(next.name()));
    }
    var bar = seen.commitments().bar(next, seen.before(), now);
    if (bar.isPresent()) {
      return bar.get();
    }
    var quota = quota(next, seen.before(), seen.live(), rules);
    if (quota instanceof Refused) {
      return quota;
    }
    var wish = new PortGrants.Wish(next.owner(), next.spec().network().ports(), next.ports());
    return switch (PortGrants.decide(wish, seen.unavailable(), seen.lastPort(), rules.ports())) {
      case PortGrants.Granted(var ports) -> new Stored(next.with(ports));
      case PortGrants.Refused(var reason, var detail) -> new Refused(reason, detail);
    };
  }

  /**
   * Decides on a lease that rests and is to be up.
   *
   * @param live the owner's leases, this one among them
   */
  static Amended bringUp(
      Lease next, Lease before, List<Lease> live, Commitments commitments, Admission.Rules rules) {
    return commitments
        .bar(next, before, next.state().since())
        .<Amended>map(bar -> bar)
        .orElseGet(() -> quota(next, before, live, rules));
  }

  /** Decides on a lease whose term is to be longer. */
  static Amended extend(Lease next, Lease before, Commitments commitments, Instant now) {
    return commitments.bar(next, before, now).<Amended>map(bar -> bar).orElse(new Stored(next));
  }

  /**
   * Decides whether its owner's limits allow what a lease is to take more than before.
   *
   * @param live the owner's leases, this one among them
   */
  private static Amended quota(Lease next, Lease before, List<Lease> live, Admission.Rules rules) {
    return Quota.check(
            Holdings.use(live), Demand.of(Holdings.of(before), Holdings.of(next)), rules.limits())
        .<Amended>map(exceeded -> new Refused(Admission.Reason.QUOTA_EXCEEDED, exceeded.detail()))
        .orElseGet(() -> new Stored(next));
  }
}
