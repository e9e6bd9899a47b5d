package dev.berth.lease.model;

import java.time.Duration;
import java.time.Instant;

/**
 * How long a lease lasts. {@code limit} is the latest expiry that extensions may reach; {@code
 * grace} is how long the stopped workspace is kept after expiry.
 */
public record Term(Instant expiresAt, Instant limit, Duration grace) {

  /** What became of an extension. */
  public sealed interface Extension {

    record Extended(Term term) implements Extension {}

    /** Beyond {@code limit}. */
    record TooLong(Instant limit) implements Extension {}

    /** Not after the present. */
    record InThePast(Instant now) implements Extension {}
  }

  public boolean isOver(Instant now) {
    return !now.isBefore(expiresAt);
  }

  public boolean isGraceOver(Instant now) {
    return !now.isBefore(graceEndsAt());
  }

  public Instant graceEndsAt() {
    return expiresAt.plus(grace);
  }

  /** As much later, where the limit allows it. */
  Term later(Duration by) {
    var later = expiresAt.plus(by);
    return new Term(later.isBefore(limit) ? later : limit, limit, grace);
  }

  /** Adds to what is left; a lease already over is extended from the present. */
  public Extension extendBy(Duration by, Instant now) {
    return extendUntil((isOver(now) ? now : expiresAt).plus(by), now);
  }

  /** Moves the expiry, earlier as well as later. */
  public Extension extendUntil(Instant until, Instant now) {
    if (!until.isAfter(now)) {
      return new Extension.InThePast(now);
    }
    if (until.isAfter(limit)) {
      return new Extension.TooLong(limit);
    }
    return new Extension.Extended(new Term(until, limit, grace));
  }
}
