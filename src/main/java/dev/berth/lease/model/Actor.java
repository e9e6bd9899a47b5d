package dev.berth.lease.model;

/**
 * On whose behalf a lease was stopped or released. Stored by name: rename only with a migration.
 */
public enum Actor {
  OWNER,
  ADMIN,
  WATCHDOG,
  /** What ran in it came to its end. */
  WORKSPACE,
  /** Its owner has more on the disk than she may. */
  DISK,
  /** It did nothing for too long. */
  IDLE_RULE
}
