package dev.berth.usage.model;

import java.time.Duration;
import java.time.Instant;

/** From an instant, until before another. */
public record Span(Instant from, Instant until) {

  public Duration length() {
    return Duration.between(from, until);
  }

  /** How much of it is within another. */
  public Duration within(Span other) {
    var first = from.isAfter(other.from) ? from : other.from;
    var last = until.isBefore(other.until) ? until : other.until;
    return first.isBefore(last) ? Duration.between(first, last) : Duration.ZERO;
  }
}
