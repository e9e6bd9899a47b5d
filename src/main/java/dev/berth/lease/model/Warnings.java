package dev.berth.lease.model;

import dev.berth.notify.model.Notice.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Which warning a lease is due, and when to look for the next. */
public record Warnings(Optional<Warning> due, Optional<Instant> next) {

  private static final Warnings NONE = new Warnings(Optional.empty(), Optional.empty());

  /** Of a time so short that no warning of the rules has a place in it, this part remains. */
  private static final int SHORT = 10;

  private static final Duration LEAST = Duration.ofMinutes(1);

  /**
   * How long before it happens something is said.
   *
   * @param beforeExpiry of a lease; without positive ones nothing is said
   * @param beforeRemoval of an expired workspace
   */
  public record Rules(List<Duration> beforeExpiry, Duration beforeRemoval) {

    public Rules {
      beforeExpiry = List.copyOf(beforeExpiry);
    }
  }

  /** One time that comes to an end, with its warnings. */
  private record Ending(Kind kind, Instant from, Instant end, List<Duration> leads) {}

  /**
   * Decides by what is known now. Of several that were missed, while Berth was down, the last alone
   * is due; what was said before is for the caller to know.
   *
   * @param termSetAt since when the term is what it is: what would have been said before is not
   */
  public static Warnings of(Lease lease, Instant termSetAt, Rules rules, Instant now) {
    return switch (lease.state()) {
      case LeaseState.Queued _,
          LeaseState.Offered _,
          LeaseState.Releasing _,
          LeaseState.Released _ ->
          NONE;
      case LeaseState.Expired _ -> of(removal(lease.term(), rules), now);
      case LeaseState.Active _, LeaseState.Stopping _, LeaseState.Stopped _, LeaseState.Failed _ ->
          of(expiry(lease.term(), termSetAt, rules), now);
    };
  }

  private static Ending expiry(Term term, Instant termSetAt, Rules rules) {
    return new Ending(Kind.EXPIRY, termSetAt, term.expiresAt(), rules.beforeExpiry());
  }

  private static Ending removal(Term term, Rules rules) {
    return new Ending(
        Kind.REMOVAL, term.expiresAt(), term.graceEndsAt(), List.of(rules.beforeRemoval()));
  }

  private static Warnings of(Ending ending, Instant now) {
    if (!now.isBefore(ending.end())) {
      return NONE;
    }
    var times = times(ending.from(), ending.end(), ending.leads());
    return new Warnings(
        times.stream()
            .filter(at -> !at.isAfter(now))
            .reduce((_, later) -> later)
            .map(at -> new Warning(ending.kind(), ending.end(), at)),
        times.stream().filter(at -> at.isAfter(now)).findFirst());
  }

  /**
   * When something is said of an end, earliest first. Not in the first half of the time before it:
   * who has just asked for ten minutes knows.
   */
  static List<Instant> times(Instant from, Instant end, List<Duration> leads) {
    var wanted = leads.stream().filter(Duration::isPositive).toList();
    var length = Duration.between(from, end);
    if (wanted.isEmpty() || !length.isPositive()) {
      return List.of();
    }
    var half = length.dividedBy(2);
    var fitting =
        wanted.stream()
            .filter(lead -> lead.compareTo(half) <= 0)
            .map(end::minus)
            .distinct()
            .sorted()
            .toList();
    return fitting.isEmpty() ? List.of(last(from, end, length)) : fitting;
  }

  private static Instant last(Instant from, Instant end, Duration length) {
    var part = length.dividedBy(SHORT);
    var at = end.minus(part.compareTo(LEAST) < 0 ? LEAST : part);
    return at.isBefore(from) ? from : at;
  }
}
