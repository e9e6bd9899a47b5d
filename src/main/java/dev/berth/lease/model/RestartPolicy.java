package dev.berth.lease.model;

/**
 * What happens when a workspace ends by itself, in Docker's words; the watchdog keeps it, not the
 * engine.
 *
 * @param maxRetries restarts in a row for {@link Kind#ON_FAILURE}, 0 for no limit of its own
 */
public record RestartPolicy(Kind kind, int maxRetries) {

  /** A workspace is kept up until somebody stops it. */
  public static final RestartPolicy DEFAULT = new RestartPolicy(Kind.UNLESS_STOPPED, 0);

  /** Stored by name: rename only with a migration. */
  public enum Kind {
    NO,
    ON_FAILURE,
    ALWAYS,
    UNLESS_STOPPED
  }

  /** As Docker writes it. */
  @Override
  public String toString() {
    return switch (kind) {
      case NO -> "no";
      case ON_FAILURE -> maxRetries == 0 ? "on-failure" : "on-failure:" + maxRetries;
      case ALWAYS -> "always";
      case UNLESS_STOPPED -> "unless-stopped";
    };
  }
}
