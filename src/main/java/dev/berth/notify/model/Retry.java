package dev.berth.notify.model;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** How often and for how long a delivery is tried. */
public record Retry(int tries, Duration giveUpAfter) {

  private static final Duration FIRST = Duration.ofSeconds(10);

  /** No pause between two tries is longer. */
  public static final Duration LONGEST = Duration.ofMinutes(15);

  private static final int MOST_DOUBLINGS = 10;

  /** When the next try is, after one that failed now; empty where it is given up. */
  public Optional<Instant> after(Delivery delivery, Instant now) {
    if (delivery.tries() >= tries) {
      return Optional.empty();
    }
    var pause = FIRST.multipliedBy(1L << Math.min(delivery.tries() - 1, MOST_DOUBLINGS));
    var next = now.plus(pause.compareTo(LONGEST) < 0 ? pause : LONGEST);
    return Optional.of(next).filter(at -> isOfUse(delivery, at));
  }

  /** Not too old, and no warning of what has happened already. */
  public boolean isOfUse(Delivery delivery, Instant at) {
    var about = delivery.notice().about();
    return !at.isAfter(delivery.since().plus(giveUpAfter))
        && (about == null || at.isBefore(about.endsAt()));
  }
}
