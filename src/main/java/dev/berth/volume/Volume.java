package dev.berth.volume;

import dev.berth.kernel.UserId;
import java.time.Instant;

/**
 * A volume of a user's own.
 *
 * @param engineName what the engine calls it; not shown to users, and never given to another, so
 *     that a name taken again begins empty
 */
public record Volume(UserId owner, String name, String engineName, Instant createdAt) {}
