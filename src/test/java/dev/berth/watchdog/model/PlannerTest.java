package dev.berth.watchdog.model;

import static dev.berth.lease.model.SampleLeases.NOON;
import static dev.berth.lease.model.SampleLeases.TERM;
import static dev.berth.lease.model.SampleLeases.everyState;
import static dev.berth.lease.model.SampleLeases.in;
import static dev.berth.watchdog.model.SampleContainers.CREATED;
import static dev.berth.watchdog.model.SampleContainers.EXITED;
import static dev.berth.watchdog.model.SampleContainers.NONE;
import static dev.berth.watchdog.model.SampleContainers.OUT_OF_MEMORY;
import static dev.berth.watchdog.model.SampleContainers.RUNNING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.engine.model.LiveLimits;
import dev.berth.engine.model.ObservedContainer;
import dev.berth.engine.model.ObservedContainer.Phase;
import dev.berth.kernel.ByteSize;
import dev.berth.kernel.ClockSkew;
import dev.berth.lease.model.Actor;
import dev.berth.lease.model.Lease;
import dev.berth.lease.model.LeaseState;
import dev.berth.lease.model.LeaseState.Expired;
import dev.berth.lease.model.LeaseState.Failed;
import dev.berth.lease.model.LeaseState.Offered;
import dev.berth.lease.model.LeaseState.Released;
import dev.berth.lease.model.LeaseState.Releasing;
import dev.berth.lease.model.LeaseState.Resting;
import dev.berth.lease.model.LeaseState.Running;
import dev.berth.lease.model.LeaseState.Starting;
import dev.berth.lease.model.LeaseState.Stopped;
import dev.berth.lease.model.LeaseState.Stopping;
import dev.berth.lease.model.SampleAmendments;
import dev.berth.lease.model.SampleLeases;
import dev.berth.watchdog.model.Action.Adjust;
import dev.berth.watchdog.model.Action.BringUp;
import dev.berth.watchdog.model.Action.Move;
import dev.berth.watchdog.model.Action.Remove;
import dev.berth.watchdog.model.Action.Renew;
import dev.berth.watchdog.model.Action.Rest;
import dev.berth.watchdog.model.Action.Stop;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class PlannerTest {

  private static final Snapshot.Limits LIMITS =
      new Snapshot.Limits(
          3,
          Duration.ofSeconds(1),
          Duration.ofSeconds(3),
          Duration.ofMinutes(10),
          Duration.ofMinutes(5));
  private static final Instant EXPIRY = TERM.expiresAt();
  private static final List<Optional<ObservedContainer>> DOWN = List.of(NONE, CREATED, EXITED);
  private static final List<Optional<ObservedContainer>> ANY =
      List.of(NONE, CREATED, EXITED, RUNNING);

  @Test
  void givesTheSameStepForTheSameSnapshot() {
    for (var state : everyState()) {
      for (var container : ANY) {
        assertThat(plan(state, container, NOON)).isEqualTo(plan(state, container, NOON));
      }
    }
  }

  @Nested
  class AnOfferedLease {

    private final Offered offered = new Offered(NOON, NOON.plusSeconds(900));

    @Test
    void waitsForItsOwnerAndGoesToOthersAtTheVeryInstantItIsOver() {
      var last = NOON.plusSeconds(900);
      assertAll(DOWN, offered, last.minusNanos(1), new Rest());
      assertAll(DOWN, offered, last, new Move(new Stopped(last, Actor.WATCHDOG)));
      assertAll(List.of(RUNNING), offered, NOON, new Stop());
    }
  }

  @Nested
  class AStartingLease {

    private final Starting starting = new Starting(NOON, 2, NOON.plusSeconds(5), "died");

    @Test
    void isNotPutOffByAClockThatWasSetBackSince() {
      var ahead = NOON.plus(ClockSkew.MOST);
      assertAll(ANY, new Starting(NOON, 2, ahead, "died"), NOON, new Rest());
      assertAll(ANY, new Starting(NOON, 2, ahead.plusSeconds(1), "died"), NOON, new BringUp());
    }

    @Test
    void waitsForTheEndOfItsBackOff() {
      assertAll(ANY, starting, NOON.plusSeconds(4), new Rest());
      assertAll(ANY, starting, NOON.plusSeconds(5), new BringUp());
    }

    @Test
    void isStoppedAtTheVeryInstantItExpires() {
      assertAll(ANY, starting, EXPIRY.minusNanos(1), new BringUp());
      assertAll(ANY, starting, EXPIRY, new Move(new Stopping(EXPIRY, new Expired(EXPIRY))));
    }
  }

  @Nested
  class ARunningLease {

    private final Running running = new Running(NOON, 1);

    @Test
    void restsWhileItsContainerRuns() {
      assertThat(plan(running, RUNNING, EXPIRY.minusNanos(1))).isEqualTo(new Rest());
    }

    @Test
    void isStoppedAtTheVeryInstantItExpiresDeadOrAlive() {
      assertAll(ANY, running, EXPIRY, new Move(new Stopping(EXPIRY, new Expired(EXPIRY))));
    }

    @Test
    void isTriedAgainAfterAPauseThatDoubles() {
      var now = NOON.plusSeconds(60);
      var how = "the workspace ended with exit code 1";
      assertThat(plan(running, EXITED, now))
          .isEqualTo(new Move(new Starting(now, 2, now.plusSeconds(1), how)));
      assertThat(plan(new Running(NOON, 2), EXITED, now))
          .isEqualTo(new Move(new Starting(now, 3, now.plusSeconds(2), how)));
    }

    @Test
    void failsWhenItDiesOnceMoreThanItMay() {
      var now = NOON.plusSeconds(60);
      var reason =
          "the workspace went down 3 times in a row; last: the workspace ended with exit code 1";
      assertThat(plan(new Running(NOON, 3), EXITED, now))
          .isEqualTo(new Move(new Stopping(now, new Failed(now, reason))));
    }

    @Test
    void startsCountingAnewAfterAStableRun() {
      var now = NOON.plus(LIMITS.stableAfter());
      assertThat(plan(new Running(NOON, 3), EXITED, now))
          .isEqualTo(new Move(new Starting(now, 1, now, "the workspace ended with exit code 1")));
      assertThat(plan(new Running(NOON, 3), EXITED, now.minusNanos(1)))
          .isInstanceOfSatisfying(
              Move.class, move -> assertThat(move.to()).isInstanceOf(Stopping.class));
    }

    @Test
    void saysHowItDied() {
      assertThat(trouble(plan(running, OUT_OF_MEMORY, NOON)))
          .isEqualTo("the workspace ran out of memory");
      assertThat(trouble(plan(running, NONE, NOON))).isEqualTo("the container was removed by hand");
    }

    private static String trouble(Action action) {
      return ((Starting) ((Move) action).to()).trouble();
    }
  }

  @Nested
  class AChangedLease {

    private final LiveLimits less = LiveLimits.of(1, ByteSize.ofMebibytes(64), 64);

    @Test
    void thatRunsInAnOlderContainerIsStoppedToBeMadeAnew() {
      var running = new Running(NOON, 1);
      assertThat(plan(running, RUNNING, 1)).isEqualTo(new Move(running.restart(NOON)));
      assertThat(plan(Starting.first(NOON), RUNNING, 1)).isEqualTo(new Stop());
      assertThat(plan(Starting.first(NOON), EXITED, 1)).isEqualTo(new BringUp());
    }

    @Test
    void getsItsLimitsWhileItRuns() {
      var lease = in(new Running(NOON, 1));
      var seen = RUNNING.map(container -> limited(container, less));
      var wanted = LiveLimits.of(1.5, ByteSize.ofMebibytes(4096), 4096);
      assertThat(PlannerTest.plan(lease, seen, NONE)).isEqualTo(new Adjust(wanted));
      var same = seen.map(container -> limited(container, wanted));
      assertThat(PlannerTest.plan(lease, same, NONE)).isEqualTo(new Rest());
    }

    private Action plan(LeaseState state, Optional<ObservedContainer> container, int generation) {
      var lease = in(state);
      var amended = lease;
      for (int i = 0; i < generation; i++) {
        amended =
            SampleAmendments.env(Map.of("N", "" + i)).of(amended, amended, NOON).next().with(state);
      }
      return PlannerTest.plan(amended, container, NONE);
    }

    private ObservedContainer limited(ObservedContainer container, LiveLimits limits) {
      return new ObservedContainer(
          container.name(),
          container.lease(),
          container.phase(),
          0,
          false,
          0,
          Optional.of(limits),
          "id",
          Optional.empty(),
          List.of());
    }
  }

  @Nested
  class ALeaseInAnothersNetwork {

    @Test
    void isMadeAnewOnceTheOtherOneRunsInANewContainer() {
      for (var phase : List.of(Phase.CREATED, Phase.EXITED)) {
        assertThat(plan(0, joined(phase), other(Phase.RUNNING, "new"))).isEqualTo(new Renew());
        assertThat(plan(49, joined(phase), other(Phase.RUNNING, "new"))).isEqualTo(new Renew());
      }
    }

    @Test
    void isBroughtUpAsItIsWhereTheOtherOneIsTheSameOrDownOrThisOneRuns() {
      for (var other :
          List.of(
              NONE,
              other(Phase.RUNNING, "old"),
              other(Phase.EXITED, "new"),
              other(Phase.CREATED, "new"))) {
        assertThat(plan(0, joined(Phase.EXITED), other)).isEqualTo(new BringUp());
      }
      assertThat(plan(0, joined(Phase.RUNNING), other(Phase.RUNNING, "new")))
          .isEqualTo(new BringUp());
      assertThat(plan(0, NONE, other(Phase.RUNNING, "new"))).isEqualTo(new BringUp());
    }

    @Test
    void isMadeAnewOnlyOnce() {
      assertThat(plan(51, joined(Phase.EXITED), other(Phase.RUNNING, "new")))
          .isEqualTo(new BringUp());
    }

    @Test
    void failsWhereNoLayerFitsAnyMore() {
      assertThat(plan(50, joined(Phase.EXITED), other(Phase.RUNNING, "new")))
          .isInstanceOfSatisfying(
              Move.class,
              move ->
                  assertThat(((Failed) ((Stopping) move.to()).next()).reason())
                      .contains("made anew 50 times", "ask for a new lease"));
    }

    private static Action plan(
        int generation, Optional<ObservedContainer> container, Optional<ObservedContainer> other) {
      var lease =
          Stream.iterate(in(Starting.first(NOON)), Lease::renewed)
              .skip(generation)
              .findFirst()
              .orElseThrow();
      return PlannerTest.plan(lease, container, other);
    }

    private static Optional<ObservedContainer> joined(Phase phase) {
      return Optional.of(container(50, phase, "this", Optional.of("old")));
    }

    private static Optional<ObservedContainer> other(Phase phase, String id) {
      return Optional.of(container(0, phase, id, Optional.empty()));
    }

    private static ObservedContainer container(
        int generation, Phase phase, String id, Optional<String> joins) {
      return new ObservedContainer(
          "box",
          Optional.empty(),
          phase,
          0,
          false,
          generation,
          Optional.empty(),
          id,
          joins,
          List.of());
    }
  }

  @Nested
  class AStoppingLease {

    @Test
    void isStoppedWhileItsContainerRuns() {
      for (var next : nexts()) {
        assertThat(plan(new Stopping(NOON, next), RUNNING, NOON)).isEqualTo(new Stop());
        assertThat(plan(new Stopping(NOON, next), RUNNING, EXPIRY)).isEqualTo(new Stop());
      }
    }

    @Test
    void goesOnToWhatFollowsOnceItIsDown() {
      for (var next : nexts()) {
        assertAll(DOWN, new Stopping(NOON, next), NOON, new Move(next));
        assertAll(DOWN, new Stopping(NOON, next), EXPIRY, new Move(next));
      }
    }

    private static List<LeaseState.AfterStop> nexts() {
      return List.of(
          Starting.first(NOON),
          new Stopped(NOON, Actor.OWNER),
          new Expired(NOON),
          new Failed(NOON, "why"));
    }
  }

  @Nested
  class AStoppedOrFailedLease {

    private final List<Resting> states =
        List.of(new Stopped(NOON, Actor.OWNER), new Failed(NOON, "why"));

    @Test
    void restsUntilItExpires() {
      for (var state : states) {
        assertAll(DOWN, state, EXPIRY.minusNanos(1), new Rest());
        assertAll(DOWN, state, EXPIRY, new Move(new Expired(EXPIRY)));
      }
    }

    @Test
    void isStoppedWhenSomebodyStartsItsContainerByHand() {
      for (var state : states) {
        assertThat(plan(state, RUNNING, NOON)).isEqualTo(new Stop());
        assertThat(plan(state, RUNNING, EXPIRY)).isEqualTo(new Stop());
      }
    }
  }

  @Nested
  class AnExpiredLease {

    private final Expired expired = new Expired(EXPIRY);
    private final Instant end = TERM.graceEndsAt();

    @Test
    void isKeptUntilTheGraceEnds() {
      assertAll(DOWN, expired, end.minusNanos(1), new Rest());
      assertAll(DOWN, expired, end, new Move(new Releasing(end, Actor.WATCHDOG)));
    }

    @Test
    void isStoppedBeforeItIsReleased() {
      assertThat(plan(expired, RUNNING, end)).isEqualTo(new Stop());
    }
  }

  @Nested
  class AReleasingLease {

    private final Releasing releasing = new Releasing(NOON, Actor.ADMIN);

    @Test
    void isReleasedOnceItsContainerIsGone() {
      assertAll(List.of(CREATED, EXITED, RUNNING), releasing, NOON, new Remove());
      assertThat(plan(releasing, NONE, NOON.plusSeconds(1)))
          .isEqualTo(new Move(new Released(NOON.plusSeconds(1), Actor.ADMIN)));
    }
  }

  @Nested
  class AReleasedLease {

    private final Released released = new Released(NOON, Actor.OWNER);

    @Test
    void hasNoContainerForLong() {
      assertAll(List.of(CREATED, EXITED, RUNNING), released, NOON, new Remove());
      assertThat(plan(released, NONE, TERM.graceEndsAt())).isEqualTo(new Rest());
    }
  }

  private static void assertAll(
      List<Optional<ObservedContainer>> containers, LeaseState state, Instant now, Action action) {
    containers.forEach(each -> assertThat(plan(state, each, now)).isEqualTo(action));
  }

  private static Action plan(
      Lease lease, Optional<ObservedContainer> container, Optional<ObservedContainer> other) {
    return Planner.plan(new Snapshot(NOON, container, other, lease, LIMITS, "", Optional.empty()));
  }

  private static Action plan(LeaseState state, Optional<ObservedContainer> container, Instant now) {
    return Planner.plan(
        new Snapshot(now, container, NONE, SampleLeases.in(state), LIMITS, "", Optional.empty()));
  }
}
