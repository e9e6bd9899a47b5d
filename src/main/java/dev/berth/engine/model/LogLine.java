package dev.berth.engine.model;

import java.time.Instant;

/**
 * One line that the main process wrote.
 *
 * @param stream {@code stdout} or {@code stderr}
 */
public record LogLine(Instant at, String stream, String text) {}
