package dev.berth.watchdog.model;

import static dev.berth.lease.model.SampleLeases.NOON;
import static dev.berth.lease.model.SampleLeases.TERM;
import static dev.berth.watchdog.model.SampleContainers.NONE;
import static dev.berth.watchdog.model.SampleContainers.RUNNING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.lease.model.Actor;
import dev.berth.lease.model.Lease;
import dev.berth.lease.model.LeaseState.Expired;
import dev.berth.lease.model.LeaseState.Releasing;
import dev.berth.lease.model.LeaseState.Running;
import dev.berth.lease.model.LeaseState.Stopping;
import dev.berth.lease.model.SampleLeases;
import dev.berth.watchdog.model.Action.Move;
import dev.berth.watchdog.model.Action.Rest;
import dev.berth.watchdog.model.Action.Wait;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EndOfLeaseTest {

  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Instant EXPIRY = TERM.expiresAt();

  private static Action plan(Instant now, Optional<String> transfer) {
    return plan(SampleLeases.in(new Running(NOON, 1)), now, transfer);
  }

  private static Action plan(Lease lease, Instant now, Optional<String> transfer) {
    var limits =
        new Snapshot.Limits(
            3, Duration.ofSeconds(1), Duration.ofSeconds(3), Duration.ofMinutes(10), PATIENCE);
    var container = lease.state() instanceof Running ? RUNNING : NONE;
    return Planner.plan(new Snapshot(now, container, NONE, lease, limits, "", transfer));
  }

  private static Action expired(Instant now) {
    return new Move(new Stopping(now, new Expired(now)));
  }

  @Test
  void waitsForATransferOfFilesAndSaysHowLong() {
    var end = EXPIRY.plus(PATIENCE);
    assertThat(plan(EXPIRY, Optional.of("rsync")))
        .isEqualTo(
            new Wait(
                "its time is over: it is stopped when rsync has copied its files, at "
                    + end
                    + " at the latest"));
    assertThat(plan(end.minusNanos(1), Optional.of("rsync"))).isInstanceOf(Wait.class);
    assertThat(plan(end, Optional.of("rsync"))).isEqualTo(expired(end));
  }

  @Test
  void theEndOfTheGraceWaitsForASnapshotToo() {
    var graceOver = TERM.graceEndsAt();
    var end = graceOver.plus(PATIENCE);
    var lease = SampleLeases.in(new Expired(EXPIRY));
    assertThat(plan(lease, graceOver, Optional.of("a snapshot")))
        .isEqualTo(
            new Wait(
                "its time is over: it is removed when a snapshot has copied its files, at "
                    + end
                    + " at the latest"));
    assertThat(plan(lease, end, Optional.of("a snapshot")))
        .isEqualTo(new Move(new Releasing(end, Actor.WATCHDOG)));
    assertThat(plan(lease, graceOver, Optional.empty()))
        .isEqualTo(new Move(new Releasing(graceOver, Actor.WATCHDOG)));
    assertThat(plan(lease, graceOver.minusNanos(1), Optional.empty())).isEqualTo(new Rest());
  }

  @Test
  void comesAtOnceWithoutOne() {
    assertThat(plan(EXPIRY, Optional.empty())).isEqualTo(expired(EXPIRY));
  }
}
