package dev.berth.lease.model;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What is asked for of a workspace that does nothing. Kept as JSON in the lease's row: rename a
 * component only with a migration.
 *
 * @param stopAfter null for what the plan says
 */
public record IdleWish(@Nullable Duration stopAfter) {

  public static final IdleWish NONE = new IdleWish(null);
}
