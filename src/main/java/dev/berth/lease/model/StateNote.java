package dev.berth.lease.model;

/** What a person should read in the history when a state is entered. */
public final class StateNote {

  private StateNote() {}

  public static String of(LeaseState state) {
    return switch (state) {
      case LeaseState.Queued _ -> "waiting for GPUs";
      case LeaseState.Offered(_, var until) ->
          "the GPUs are there: start it before " + until + ", or they go to others";
      case LeaseState.Starting(_, var attempt, _, var trouble) ->
          trouble.isEmpty()
              ? "bringing the workspace up"
              : trouble + "; bringing it up again, attempt " + attempt;
      case LeaseState.Running _ -> "the workspace is up";
      case LeaseState.Stopping(_, var next) ->
          switch (next) {
            case LeaseState.Starting _ -> "stopping, to start again";
            case LeaseState.Stopped(_, Actor by) when by == Actor.WORKSPACE ->
                "what ran in the workspace came to its end";
            case LeaseState.Stopped(_, Actor by) when by == Actor.DISK ->
                "stopping: its owner has had more on the disk than she may for too long";
            case LeaseState.Stopped(_, Actor by) when by == Actor.IDLE_RULE ->
                "stopping, for nothing was done in the workspace";
            case LeaseState.Stopped(_, var by) -> "stopping, asked for by the " + word(by);
            case LeaseState.Expired _ -> "the term is over; stopping";
            case LeaseState.Failed(_, var reason) -> reason;
          };
      case LeaseState.Stopped(_, Actor by) when by == Actor.WATCHDOG ->
          "stopped: its GPUs were not claimed in time; start it to wait for others";
      case LeaseState.Stopped _ -> "stopped; files, port and host key are kept";
      case LeaseState.Expired _ -> "expired; kept until the grace ends, extend to bring it back";
      case LeaseState.Failed(_, var reason) -> reason;
      case LeaseState.Releasing(_, var by) -> "releasing, asked for by the " + word(by);
      case LeaseState.Released _ -> "released; container and port are given back, the home is kept";
    };
  }

  private static String word(Actor by) {
    return switch (by) {
      case OWNER -> "owner";
      case ADMIN -> "admin";
      case WATCHDOG -> "watchdog";
      case WORKSPACE -> "workspace";
      case DISK -> "limit of the disk";
      case IDLE_RULE -> "idle rule";
    };
  }
}
