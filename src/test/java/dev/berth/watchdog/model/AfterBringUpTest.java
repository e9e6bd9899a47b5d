package dev.berth.watchdog.model;

import static dev.berth.lease.model.SampleLeases.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.kernel.PortNumber;
import dev.berth.lease.model.LeaseState.Failed;
import dev.berth.lease.model.LeaseState.Running;
import dev.berth.lease.model.LeaseState.Starting;
import dev.berth.lease.model.LeaseState.Stopping;
import dev.berth.lease.model.SampleLeases;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class AfterBringUpTest {

  private static final Instant NOW = NOON.plusSeconds(9);
  private static final Snapshot.Limits LIMITS =
      new Snapshot.Limits(
          6,
          Duration.ofSeconds(1),
          Duration.ofSeconds(5),
          Duration.ofMinutes(10),
          Duration.ofMinutes(5));

  @Test
  void runsAfterAnAnswerAndKeepsTheCount() {
    assertThat(after(new Outcome.Up(), 2)).isEqualTo(new AfterBringUp.Move(new Running(NOW, 2)));
  }

  @Test
  void waitsWithoutCounting() {
    assertThat(after(new Outcome.Waiting("baking"), 2)).isEqualTo(new AfterBringUp.Wait("baking"));
  }

  @Test
  void plansAnewWhereSomebodyWantsSomethingElse() {
    assertThat(after(new Outcome.Overtaken(), 2)).isEqualTo(new AfterBringUp.LookAgain());
  }

  @Test
  void failsAtOnceWhereThereIsNoHope() {
    assertThat(after(new Outcome.Hopeless("no image"), 1))
        .isEqualTo(new AfterBringUp.Move(new Stopping(NOW, new Failed(NOW, "no image"))));
  }

  @Test
  void triesAgainAfterAPauseThatDoublesUpToALimit() {
    assertThat(after(new Outcome.Trouble("no answer"), 1)).isEqualTo(retry(2, 1, "no answer"));
    assertThat(after(new Outcome.Trouble("no answer"), 2)).isEqualTo(retry(3, 2, "no answer"));
    assertThat(after(new Outcome.Trouble("no answer"), 3)).isEqualTo(retry(4, 4, "no answer"));
    assertThat(after(new Outcome.Trouble("no answer"), 4)).isEqualTo(retry(5, 5, "no answer"));
    assertThat(after(new Outcome.Trouble("no answer"), 5)).isEqualTo(retry(6, 5, "no answer"));
  }

  @Test
  void givesUpAfterTheLastAttempt() {
    assertThat(after(new Outcome.Trouble("no answer"), 6))
        .isEqualTo(
            new AfterBringUp.Move(
                new Stopping(NOW, new Failed(NOW, "no answer; given up after 6 attempts"))));
  }

  @Test
  void takesAnotherPortWithoutCountingOnlyWhereNoClientKnowsTheOldOne() {
    String why = "port 22000 is used";
    var port = new PortNumber(22_000);
    assertThat(after(new Outcome.PortTaken(port, "is used", false), 2))
        .isEqualTo(new AfterBringUp.MovePort(port, new Starting(NOW, 2, NOW, why)));
    assertThat(after(new Outcome.PortTaken(port, "is used", true), 2)).isEqualTo(retry(3, 2, why));
  }

  private static AfterBringUp retry(int attempt, int seconds, String why) {
    return new AfterBringUp.Move(new Starting(NOW, attempt, NOW.plusSeconds(seconds), why));
  }

  private static AfterBringUp after(Outcome outcome, int attempt) {
    var starting = new Starting(NOON, attempt, NOON, "");
    return AfterBringUp.of(outcome, SampleLeases.in(starting), starting, NOW, LIMITS);
  }
}
