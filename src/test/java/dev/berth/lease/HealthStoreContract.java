package dev.berth.lease;

import static dev.berth.lease.model.SampleLeases.ADA;
import static dev.berth.lease.model.SampleLeases.NOON;
import static dev.berth.lease.model.SampleLeases.request;
import static dev.berth.lease.model.SampleLeases.spec;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.grant.model.PortRange;
import dev.berth.kernel.LeaseId;
import dev.berth.kernel.PortNumber;
import dev.berth.lease.HealthStore.Due;
import dev.berth.lease.model.Actor;
import dev.berth.lease.model.Admission;
import dev.berth.lease.model.LeaseSpec;
import dev.berth.lease.model.LeaseState;
import dev.berth.plan.model.SampleLimits;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every store of health must do. Each test begins with one that knows of no lease. */
public abstract class HealthStoreContract {

  private static final Duration EVERY = Duration.ofMinutes(1);
  private static final Instant DUE = NOON.plus(EVERY);

  protected abstract HealthStore store();

  protected abstract LeaseStore leases();

  private LeaseId running(int number) {
    return running(number, spec());
  }

  /** Since noon. */
  private LeaseId running(int number, LeaseSpec spec) {
    var rules =
        new Admission.Rules(
            new PortRange(new PortNumber(22_000), new PortNumber(22_999)),
            SampleLimits.leases(100));
    var admitted =
        (Admission.Admitted) leases().admit(request(number, ADA, "box" + number, spec), rules);
    to(admitted.lease().id(), new LeaseState.Running(NOON, 1));
    return admitted.lease().id();
  }

  private void to(LeaseId id, LeaseState state) {
    var lease = leases().find(id).orElseThrow();
    assertThat(leases().replace(lease.with(state), state.since(), state.since())).isTrue();
  }

  private List<Due> due(Instant now) {
    return store().claimDue(now, EVERY, 10);
  }

  @Test
  void givesEachRunningLeaseOnceForEachInterval() {
    var lease = running(1);
    assertThat(due(DUE.minusMillis(1))).isEmpty();
    assertThat(due(DUE)).containsExactly(new Due(lease, 0));
    assertThat(due(DUE)).isEmpty();
    assertThat(due(DUE.plus(EVERY).minusMillis(1))).isEmpty();
    assertThat(due(DUE.plus(EVERY))).containsExactly(new Due(lease, 0));
  }

  @Test
  void looksGoOnWhenTheClockIsSetBack() {
    var lease = running(1);
    due(DUE);
    store().write(lease, 1);
    var before = NOON.minus(Duration.ofHours(1));
    assertThat(due(before)).containsExactly(new Due(lease, 1));
    store().write(lease, 2);
    assertThat(due(before)).isEmpty();
    assertThat(due(before.plus(EVERY))).containsExactly(new Due(lease, 2));
  }

  @Test
  void givesNoMoreThanAskedForAndTheOthersNext() {
    running(1);
    running(2);
    var first = store().claimDue(DUE, EVERY, 1);
    var second = store().claimDue(DUE, EVERY, 1);
    assertThat(first).hasSize(1);
    assertThat(second).hasSize(1).isNotEqualTo(first);
  }

  @Test
  void whatDoesNotRunOrHasNoSshServerIsNotDue() {
    to(running(1), new LeaseState.Stopped(NOON, Actor.OWNER));
    running(2, withoutSsh());
    assertThat(due(DUE)).isEmpty();
  }

  @Test
  void keepsHowOftenALeaseDidNotAnswerUntilItIsUpAnew() {
    var lease = running(1);
    due(DUE);
    store().write(lease, 2);
    assertThat(due(DUE.plus(EVERY))).containsExactly(new Due(lease, 2));
    var again = DUE.plus(EVERY).plusSeconds(1);
    to(lease, new LeaseState.Stopping(again, LeaseState.Starting.first(again)));
    to(lease, new LeaseState.Running(again, 1));
    assertThat(due(DUE.plus(EVERY).plus(EVERY))).as("not due yet").isEmpty();
    assertThat(due(again.plus(EVERY))).containsExactly(new Due(lease, 0));
  }

  @Test
  void tellsOfALackOfMemoryOnceInAWhile() {
    var lease = running(1);
    assertThat(outOfMemory(lease, NOON)).isTrue();
    assertThat(outOfMemory(lease, NOON.plus(EVERY).minusMillis(1))).isFalse();
    assertThat(outOfMemory(lease, NOON.plus(EVERY))).isTrue();
    assertThat(due(DUE)).as("is a look of its own").containsExactly(new Due(lease, 0));
    assertThat(outOfMemory(lease, DUE.plusSeconds(1))).isFalse();
  }

  private boolean outOfMemory(LeaseId lease, Instant now) {
    return store().claimOutOfMemory(lease, now, EVERY);
  }

  @Test
  void nothingIsGivenToTwo() throws Exception {
    var lease = running(1);
    running(2);
    for (int round = 1; round <= 20; round++) {
      var now = NOON.plus(EVERY.multipliedBy(round));
      assertThat(atOnce(() -> due(now)).stream().flatMap(List::stream))
          .hasSize(2)
          .doesNotHaveDuplicates();
      assertThat(atOnce(() -> outOfMemory(lease, now))).containsOnlyOnce(true);
    }
  }

  private static <T> List<T> atOnce(Callable<T> work) throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<T>> all = IntStream.range(0, 4).mapToObj(_ -> threads.submit(work)).toList();
      var results = new ArrayList<T>();
      for (var each : all) {
        results.add(each.get());
      }
      return results;
    }
  }

  private static LeaseSpec withoutSsh() {
    var spec = spec();
    return new LeaseSpec(
        spec.image(),
        false,
        spec.resources(),
        spec.login(),
        spec.program(),
        spec.network(),
        spec.mounts(),
        spec.restart(),
        spec.labels(),
        spec.gpus());
  }
}
