package dev.berth.engine.model;

import java.time.Instant;
import java.util.Optional;

/**
 * Which lines of a log.
 *
 * @param tail last lines at most, 0 or more
 * @param after only lines that are younger
 */
public record LogQuery(int tail, Optional<Instant> after) {}
