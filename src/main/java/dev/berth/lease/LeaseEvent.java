package dev.berth.lease;

import java.time.Instant;

/** One line in the history of a lease. {@code seq} grows by one within a lease. */
public record LeaseEvent(long seq, Instant at, String kind, String message) {}
