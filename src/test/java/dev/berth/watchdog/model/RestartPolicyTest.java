package dev.berth.watchdog.model;

import static dev.berth.lease.model.SampleLeases.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.engine.model.ObservedContainer;
import dev.berth.engine.model.ObservedContainer.Phase;
import dev.berth.lease.model.Actor;
import dev.berth.lease.model.LeaseSpec;
import dev.berth.lease.model.LeaseState;
import dev.berth.lease.model.LeaseState.Failed;
import dev.berth.lease.model.LeaseState.Running;
import dev.berth.lease.model.LeaseState.Starting;
import dev.berth.lease.model.LeaseState.Stopped;
import dev.berth.lease.model.LeaseState.Stopping;
import dev.berth.lease.model.RestartPolicy;
import dev.berth.lease.model.RestartPolicy.Kind;
import dev.berth.lease.model.SampleLeases;
import dev.berth.watchdog.model.Action.Move;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What each policy means, in Docker's sense, for a workspace that ends by itself. */
class RestartPolicyTest {

  private static final Snapshot.Limits LIMITS =
      new Snapshot.Limits(
          5,
          Duration.ofSeconds(1),
          Duration.ofMinutes(1),
          Duration.ofMinutes(10),
          Duration.ofMinutes(5));

  private static LeaseState after(RestartPolicy policy, int runs, int exitCode) {
    return after(policy, runs, exitCode, NOON.plusSeconds(1));
  }

  private static LeaseState after(RestartPolicy policy, int runs, int exitCode, Instant now) {
    var lease = SampleLeases.in(new Running(NOON, runs), spec(policy));
    var ended =
        new ObservedContainer(
            lease.id().containerName(),
            Optional.of(lease.id()),
            Phase.EXITED,
            exitCode,
            false,
            0,
            Optional.empty(),
            "id",
            Optional.empty(),
            List.of());
    var seen =
        new Snapshot(
            now, Optional.of(ended), Optional.empty(), lease, LIMITS, "", Optional.empty());
    return ((Move) Planner.plan(seen)).to();
  }

  private static LeaseSpec spec(RestartPolicy policy) {
    var spec = SampleLeases.spec();
    return new LeaseSpec(
        spec.image(),
        spec.ssh(),
        spec.resources(),
        spec.login(),
        spec.program(),
        spec.network(),
        spec.mounts(),
        policy,
        spec.labels(),
        spec.gpus(),
        spec.idle());
  }

  private static RestartPolicy onFailure(int times) {
    return new RestartPolicy(Kind.ON_FAILURE, times);
  }

  @Test
  void noneEndsWithTheWorkspaceAndAFailureFails() {
    var no = new RestartPolicy(Kind.NO, 0);
    assertThat(next(after(no, 1, 0))).isEqualTo(new Stopped(NOON.plusSeconds(1), Actor.WORKSPACE));
    assertThat(((Failed) next(after(no, 1, 137))).reason())
        .isEqualTo("the workspace was ended by SIGKILL (exit code 137); its restart policy is no");
  }

  @Test
  void onFailureEndsWithAGoodEnd() {
    assertThat(next(after(onFailure(2), 1, 0)))
        .isEqualTo(new Stopped(NOON.plusSeconds(1), Actor.WORKSPACE));
  }

  @Test
  void onFailureRestartsAsOftenAsItSays() {
    assertThat(after(onFailure(2), 1, 3)).isInstanceOf(Starting.class);
    assertThat(after(onFailure(2), 2, 3)).isInstanceOf(Starting.class);
    assertThat(((Failed) next(after(onFailure(2), 3, 3))).reason())
        .startsWith("the workspace went down 3 times in a row; last: ");
    assertThat(after(onFailure(9), 9, 3)).as("beyond the usual").isInstanceOf(Starting.class);
  }

  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"ALWAYS", "UNLESS_STOPPED"})
  void theOthersRestartHoweverItEnded(Kind kind) {
    for (int exitCode : List.of(0, 1, 137)) {
      assertThat(after(new RestartPolicy(kind, 0), 1, exitCode)).isInstanceOf(Starting.class);
    }
    assertThat(next(after(new RestartPolicy(kind, 0), 5, 0))).isInstanceOf(Failed.class);
  }

  @ParameterizedTest
  @CsvSource({"1, 1", "2, 2", "3, 4", "4, 8", "6, 32", "7, 60", "20, 60", "100, 60"})
  void thePausesDoubleFromASecondToAMinute(int runs, int seconds) {
    var now = NOON.plusSeconds(1);
    assertThat(after(onFailure(1000), runs, 1))
        .isInstanceOfSatisfying(
            Starting.class,
            starting -> {
              assertThat(starting.notBefore()).isEqualTo(now.plusSeconds(seconds));
              assertThat(starting.attempt()).isEqualTo(runs + 1);
            });
  }

  @Test
  void stableMinutesMakeTheCountStartAnew() {
    for (int runs : IntStream.rangeClosed(1, 3).toArray()) {
      assertThat(after(onFailure(2), runs, 1, NOON.plus(LIMITS.stableAfter())))
          .isInstanceOfSatisfying(
              Starting.class, starting -> assertThat(starting.attempt()).isEqualTo(1));
    }
  }

  private static LeaseState next(LeaseState state) {
    return ((Stopping) state).next();
  }
}
