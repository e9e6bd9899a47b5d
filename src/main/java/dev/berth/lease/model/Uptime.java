package dev.berth.lease.model;

/** What a write of a lease means for the time in which it is up, and its GPUs are its own. */
public enum Uptime {
  BEGINS,
  GOES_ON,
  ENDS;

  public static Uptime ofNew(LeaseState state) {
    return state instanceof LeaseState.Active ? BEGINS : GOES_ON;
  }

  /** A restart ends nothing; the release of a lease that rests begins nothing. */
  public static Uptime of(LeaseState before, LeaseState after) {
    return switch (after) {
      case LeaseState.Offered _, LeaseState.Active _ -> isUp(before) ? GOES_ON : BEGINS;
      case LeaseState.Stopping _, LeaseState.Releasing _ -> GOES_ON;
      case LeaseState.Queued _, LeaseState.Resting _, LeaseState.Released _ -> ENDS;
    };
  }

  private static boolean isUp(LeaseState state) {
    return switch (state) {
      case LeaseState.Offered _, LeaseState.Active _, LeaseState.Stopping _ -> true;
      case LeaseState.Queued _,
          LeaseState.Resting _,
          LeaseState.Releasing _,
          LeaseState.Released _ ->
          false;
    };
  }
}
