package dev.berth.watchdog.model;

import dev.berth.kernel.PortNumber;
import dev.berth.lease.model.Lease;
import dev.berth.lease.model.LeaseState;
import dev.berth.lease.model.LeaseState.Starting;
import java.time.Instant;

/** What follows from an attempt to bring a workspace up. */
public sealed interface AfterBringUp {

  record Move(LeaseState to) implements AfterBringUp {}

  /** Take another port in place of the one that is taken, and try at once. */
  record MovePort(PortNumber taken, Starting to) implements AfterBringUp {}

  /** Plan anew at once. */
  record LookAgain() implements AfterBringUp {}

  /** Look again shortly. */
  record Wait(String forWhat) implements AfterBringUp {}

  static AfterBringUp of(
      Outcome outcome, Lease lease, Starting starting, Instant now, Snapshot.Limits limits) {
    return switch (outcome) {
      case Outcome.Up _ -> new Move(starting.ready(now));
      case Outcome.Waiting(var what) -> new Wait(what);
      case Outcome.Overtaken _ -> new LookAgain();
      case Outcome.Hopeless(var why) -> new Move(starting.fail(why, now));
      case Outcome.Trouble(var why) -> retry(why, starting, now, limits);
      case Outcome.PortTaken(var port, var by, boolean known) -> {
        String why = "port " + port + " " + by;
        yield !known && isOurChoice(port, lease)
            ? new MovePort(port, starting.again(why, now))
            : retry(why, starting, now, limits);
      }
    };
  }

  private static boolean isOurChoice(PortNumber port, Lease lease) {
    return lease.ports().stream().anyMatch(held -> held.host().equals(port) && !held.fixed());
  }

  private static AfterBringUp retry(
      String why, Starting starting, Instant now, Snapshot.Limits limits) {
    return starting.attempt() < limits.attempts()
        ? new Move(starting.retry(why, now, limits.backOff(starting.attempt())))
        : new Move(
            starting.fail(why + "; given up after " + starting.attempt() + " attempts", now));
  }
}
