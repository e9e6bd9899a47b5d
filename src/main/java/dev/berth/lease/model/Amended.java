package dev.berth.lease.model;

import dev.berth.kernel.PortNumber;
import dev.berth.plan.model.Demand;
import dev.berth.plan.model.Limits;
import dev.berth.plan.model.Quota;
import dev.berth.plan.model.Use;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** What became of a change to an existing lease. */
public sealed interface Amended {

  /** Stored, with the ports that it holds now. */
  record Stored(Lease lease) implements Amended {}

  record Refused(Admission.Reason reason, String detail) implements Amended {

    public static Refused of(Admission.Refused refused) {
      return new Refused(refused.reason(), refused.detail());
    }
  }

  /** Somebody else wrote since the lease was read. */
  record Overtaken() implements Amended {}

  /**
   * What the judge saw, under the locks that keep it true.
   *
   * @param before the lease as it is stored
   * @param use of the owner, this lease among it
   * @param nameTaken by another live lease of the owner
   * @param unavailable ports held, each by whom, and ports blocked
   * @param lastPort the port granted last on the node
   * @param commitments of the node
   */
  record Seen(
      Lease before,
      Use use,
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
    // It would be made from a copy of itself, or have been expired.
    boolean needsRoom =
        next.generation() != seen.before().generation()
            || Holdings.comesUp(seen.before().state(), next.state());
    if (needsRoom && rules.noRoom().isPresent()) {
      return Refused.of(rules.noRoom().get());
    }
    var quota = quota(next, seen.before(), seen.use(), rules.limits());
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
   * @param use of the owner, this lease among it
   */
  static Amended bringUp(
      Lease next, Lease before, Use use, Commitments commitments, Admission.Rules rules) {
    return commitments
        .bar(next, before, next.state().since())
        .or(() -> rules.noRoom().map(Refused::of))
        .<Amended>map(bar -> bar)
        .orElseGet(() -> quota(next, before, use, rules.limits()));
  }

  /** Decides on a lease whose term is to be longer. */
  static Amended extend(Lease next, Lease before, Commitments commitments, Instant now) {
    return commitments.bar(next, before, now).<Amended>map(bar -> bar).orElse(new Stored(next));
  }

  /**
   * Decides whether its owner's limits allow what a lease is to take more than before.
   *
   * @param use of the owner, this lease among it
   */
  private static Amended quota(Lease next, Lease before, Use use, Limits limits) {
    return Quota.check(use, Demand.of(Holdings.of(before), Holdings.of(next)), limits)
        .<Amended>map(exceeded -> new Refused(Admission.Reason.QUOTA_EXCEEDED, exceeded.detail()))
        .orElseGet(() -> new Stored(next));
  }
}
