package dev.berth.access;

import dev.berth.engine.model.CommandResult;
import org.jspecify.annotations.Nullable;

/**
 * How a detached command stands.
 *
 * @param exitCode 0 while it runs
 * @param result with the outputs; null while it runs, and where this process does not have it, as
 *     after a restart
 */
public record DetachedCommand(
    String id, boolean running, int exitCode, @Nullable CommandResult result) {}
