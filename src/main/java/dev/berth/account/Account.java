package dev.berth.account;

import dev.berth.kernel.UserId;
import java.time.Instant;

/**
 * One person. {@code uid} is hers inside of every workspace, 20001 to 59999, and never given to
 * another; a disabled account can't authenticate and its keys open nothing.
 */
public record Account(
    UserId handle, Role role, String plan, boolean enabled, int uid, Instant createdAt) {

  /** The plan of a user for whom no other was named. */
  public static final String DEFAULT_PLAN = "default";

  /** An account before it is stored, which is when it gets its uid. */
  public record New(UserId handle, Role role, String plan, Instant createdAt) {}
}
