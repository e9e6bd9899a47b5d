package dev.berth.plan.model;

import java.time.Duration;
import java.util.Optional;

/**
 * How much and how long.
 *
 * @param maxLeases leases of one user that are not released
 * @param maxTerm longest term of a request or an extension, counted from the present
 * @param maxLife longest life of a lease with all its extensions, counted from its request
 * @param grace how long an expired workspace is kept, stopped, and can be extended
 * @param idleStopAfter how long a workspace may do nothing before it is stopped; empty for ever
 */
public record Limits(
    int maxLeases,
    Duration maxTerm,
    Duration maxLife,
    Duration grace,
    Optional<Duration> idleStopAfter,
    Amounts amounts) {}
