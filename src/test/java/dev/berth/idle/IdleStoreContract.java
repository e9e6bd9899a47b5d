package dev.berth.idle;

import static dev.berth.lease.model.SampleLeases.ADA;
import static dev.berth.lease.model.SampleLeases.BOB;
import static dev.berth.lease.model.SampleLeases.NOON;
import static dev.berth.lease.model.SampleLeases.id;
import static dev.berth.lease.model.SampleLeases.request;
import static dev.berth.lease.model.SampleLeases.spec;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.engine.model.Counters;
import dev.berth.grant.model.PortRange;
import dev.berth.idle.IdleStore.Busy;
import dev.berth.idle.IdleStore.Due;
import dev.berth.idle.IdleStore.Known;
import dev.berth.idle.model.Activity;
import dev.berth.idle.model.IdleWindow;
import dev.berth.idle.model.Look;
import dev.berth.kernel.LeaseId;
import dev.berth.kernel.PortNumber;
import dev.berth.lease.LeaseStore;
import dev.berth.lease.model.Actor;
import dev.berth.lease.model.Admission;
import dev.berth.lease.model.Amended;
import dev.berth.lease.model.IdleWish;
import dev.berth.lease.model.LeaseState;
import dev.berth.lease.model.SampleAmendments;
import dev.berth.plan.model.SampleLimits;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every store of idle workspaces must do. Each test begins with one that knows no lease. */
public abstract class IdleStoreContract {

  protected static final Duration EVERY = Duration.ofSeconds(20);
  private static final Admission.Rules RULES =
      new Admission.Rules(
          new PortRange(new PortNumber(22_000), new PortNumber(22_999)), SampleLimits.leases(100));
  private static final Known NOTHING = new Known(IdleWindow.NEW, Optional.empty());
  private static final IdleWindow SEEN =
      new IdleWindow(
          NOON,
          Duration.ofHours(2),
          new Counters(Duration.ofSeconds(5), Duration.ofNanos(7), null, 3),
          Map.of("/dev/pts/0", 1_795_625_255L),
          Duration.ofMillis(61_500),
          true,
          new Activity(0.5, 12.5, 0, new Look.Gpu(4, 0), 1, false),
          new IdleWindow.Use(NOON, "GPU 80 %"),
          List.of("input"));

  protected abstract IdleStore store();

  protected abstract LeaseStore leases();

  /** Since noon. */
  protected final LeaseId running(int number) {
    var admitted =
        (Admission.Admitted) leases().admit(request(number, ADA, "box" + number, spec()), RULES);
    to(admitted.lease().id(), new LeaseState.Running(NOON, 1));
    return admitted.lease().id();
  }

  private void to(LeaseId lease, LeaseState state) {
    var found = leases().find(lease).orElseThrow();
    assertThat(leases().replace(found.with(state), state.since(), state.since())).isTrue();
  }

  private void wish(LeaseId lease, Instant now) {
    var before = leases().find(lease).orElseThrow();
    var next =
        SampleAmendments.idle(new IdleWish(Duration.ofHours(1))).of(before, before, now).next();
    assertThat(leases().amend(next, Optional.empty(), now, RULES))
        .isInstanceOf(Amended.Stored.class);
  }

  private List<Due> due(Instant now) {
    return store().claimDue(now, EVERY, 10);
  }

  private Due one(Instant now) {
    var due = due(now);
    assertThat(due).hasSize(1);
    return due.getFirst();
  }

  @Test
  void givesEachRunningLeaseOnceForEachInterval() {
    var lease = running(1);
    to(running(2), new LeaseState.Stopped(NOON, Actor.IDLE_RULE));
    assertThat(due(NOON)).containsExactly(new Due(lease, 1, NOTHING));
    assertThat(due(NOON.plus(EVERY).minusMillis(1))).isEmpty();
    assertThat(due(NOON.plus(EVERY))).containsExactly(new Due(lease, 2, NOTHING));
  }

  @Test
  void isDueWhenItBeginsToRunAgainHoweverLongItWasPutOff() {
    var lease = running(1);
    var under = one(NOON);
    store().write(under, SEEN, Optional.of(NOON.plus(IdleStore.MOST_PAUSE)));
    var stopped = NOON.plusSeconds(30);
    to(lease, new LeaseState.Stopped(stopped, Actor.OWNER));
    assertThat(due(NOON.plus(IdleStore.MOST_PAUSE))).isEmpty();
    assertThat(store().find(List.of(lease)).get(lease).window()).isEqualTo(SEEN);
    var again = NOON.plusSeconds(60);
    to(lease, LeaseState.Starting.first(stopped));
    assertThat(due(again)).isEmpty();
    to(lease, new LeaseState.Running(again, 1));
    assertThat(store().write(under, IdleWindow.NEW, Optional.of(again.plus(EVERY)))).isFalse();
    assertThat(one(again).known().window()).isEqualTo(SEEN);
    assertThat(due(again)).isEmpty();
  }

  @Test
  void isDueWhenItsRuleChangesAndALookUnderWayComesToNothing() {
    var lease = running(1);
    var under = one(NOON);
    store().write(under, SEEN, Optional.of(NOON.plus(IdleStore.MOST_PAUSE)));
    var later = NOON.plusSeconds(30);
    assertThat(due(later)).isEmpty();
    wish(lease, later);
    assertThat(store().write(under, SEEN, Optional.of(later.plus(EVERY)))).isFalse();
    assertThat(one(later).lease()).isEqualTo(lease);
    assertThat(due(later)).isEmpty();
  }

  @Test
  void oneThatRestsIsNotDueHoweverLongUntilItsRuleChanges() {
    var lease = running(1);
    store().write(one(NOON), SEEN, Optional.empty());
    assertThat(store().rest(one(NOON.plus(EVERY)))).isTrue();
    var later = NOON.plus(Duration.ofHours(5));
    assertThat(due(later)).isEmpty();
    assertThat(due(NOON.minus(Duration.ofHours(5)))).isEmpty();
    assertThat(store().find(List.of(lease))).isEqualTo(Map.of(lease, NOTHING));
    wish(lease, later);
    assertThat(one(later).known()).isEqualTo(NOTHING);
  }

  @Test
  void oneThatRestsIsDueWhenItBeginsToRunAgain() {
    var lease = running(1);
    store().rest(one(NOON));
    var again = NOON.plusSeconds(60);
    to(lease, new LeaseState.Stopped(again, Actor.OWNER));
    to(lease, LeaseState.Starting.first(again));
    to(lease, new LeaseState.Running(again, 1));
    assertThat(one(again).lease()).isEqualTo(lease);
  }

  @Test
  void oneThatRestsIsDueWhenItIsKeptAwake() {
    var lease = running(1);
    store().rest(one(NOON));
    store().keepAwake(lease, Optional.of(NOON.plusSeconds(3_600)), NOON);
    assertThat(one(NOON).lease()).isEqualTo(lease);
  }

  @Test
  void allAreDueWithinTheTimeAndLooksUnderWayComeToNothing() {
    running(1);
    to(running(2), new LeaseState.Stopped(NOON, Actor.OWNER));
    var under = one(NOON);
    var minute = Duration.ofMinutes(1);
    store().lookAnew(Optional.empty(), NOON.plusSeconds(1), minute, Busy.AWAIT);
    assertThat(store().rest(under)).isFalse();
    assertThat(due(NOON)).isEmpty();
    store().rest(one(NOON.plusSeconds(1).plus(minute)));
    store().lookAnew(Optional.empty(), NOON.plusSeconds(90), Duration.ZERO, Busy.SKIP);
    assertThat(due(NOON.plusSeconds(90))).hasSize(1);
  }

  @Test
  void thoseOfOneUserAreDueAlone() {
    var lease = running(1);
    store().rest(one(NOON));
    store().lookAnew(Optional.of(BOB), NOON, Duration.ZERO, Busy.SKIP);
    assertThat(due(NOON)).isEmpty();
    store().lookAnew(Optional.of(ADA), NOON, Duration.ZERO, Busy.AWAIT);
    assertThat(one(NOON).lease()).isEqualTo(lease);
  }

  @Test
  void oneThatIsReleasedIsForgotten() {
    var lease = running(1);
    var under = one(NOON);
    store().write(under, SEEN, Optional.empty());
    to(lease, new LeaseState.Releasing(NOON, Actor.OWNER));
    to(lease, new LeaseState.Released(NOON, Actor.OWNER));
    assertThat(due(NOON.plus(EVERY))).isEmpty();
    assertThat(store().find(List.of(lease))).isEmpty();
    assertThat(store().write(under, SEEN, Optional.empty())).isFalse();
  }

  @Test
  void givesNoMoreThanAskedForAndTheOthersNext() {
    running(1);
    running(2);
    var first = store().claimDue(NOON, EVERY, 1);
    var second = store().claimDue(NOON, EVERY, 1);
    assertThat(first).hasSize(1);
    assertThat(second).hasSize(1).isNotEqualTo(first);
  }

  @Test
  void keepsWhatWasSeenAndWhenToLookAgain() {
    var lease = running(1);
    assertThat(store().find(List.of(lease))).isEmpty();
    assertThat(store().write(one(NOON), SEEN, Optional.of(NOON.plusSeconds(50)))).isTrue();
    assertThat(due(NOON.plusSeconds(49))).isEmpty();
    assertThat(one(NOON.plusSeconds(50)).known().window()).isEqualTo(SEEN);
    assertThat(store().find(List.of(lease, id(9))))
        .isEqualTo(Map.of(lease, new Known(SEEN, Optional.empty())));
    assertThat(store().find(List.of())).isEmpty();
  }

  @Test
  void whoComesLateWritesNothing() {
    running(1);
    var late = one(NOON);
    var next = one(NOON.plus(EVERY));
    assertThat(store().write(late, SEEN, Optional.empty())).isFalse();
    assertThat(store().write(next, IdleWindow.NEW, Optional.empty())).isTrue();
    assertThat(one(NOON.plus(EVERY.multipliedBy(2))).known()).isEqualTo(NOTHING);
  }

  @Test
  void keepingAwakeForgetsWhatWasCountedAndOvertakesALookUnderWay() {
    var lease = running(1);
    store().write(one(NOON), SEEN, Optional.empty());
    var under = one(NOON.plus(EVERY));
    var until = NOON.plusSeconds(3_600);
    store().keepAwake(lease, Optional.of(until), NOON.plusSeconds(21));
    assertThat(store().write(under, SEEN, Optional.empty())).isFalse();
    var awake = one(NOON.plusSeconds(21));
    assertThat(awake.known()).isEqualTo(new Known(IdleWindow.NEW, Optional.of(until)));
    store().write(awake, SEEN, Optional.empty());
    assertThat(store().find(List.of(lease)).get(lease).awakeUntil()).contains(until);
    store().keepAwake(lease, Optional.empty(), NOON.plusSeconds(22));
    assertThat(one(NOON.plusSeconds(22)).known()).isEqualTo(NOTHING);
  }

  @Test
  void canBeKeptAwakeBeforeTheFirstLook() {
    var lease = running(1);
    var until = NOON.plusSeconds(3_600);
    store().keepAwake(lease, Optional.of(until), NOON);
    assertThat(one(NOON).known().awakeUntil()).contains(until);
  }

  @Test
  void aClockThatIsSetBackPutsNoLookOff() {
    running(1);
    one(NOON);
    var earlier = NOON.minus(Duration.ofHours(5));
    one(earlier);
    assertThat(due(earlier)).isEmpty();
    one(earlier.plus(EVERY));
  }

  @Test
  void nothingIsGivenToTwo() throws Exception {
    running(1);
    running(2);
    for (int round = 1; round <= 20; round++) {
      var now = NOON.plus(EVERY.multipliedBy(round));
      try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
        List<Future<List<Due>>> all =
            IntStream.range(0, 4).mapToObj(_ -> threads.submit(() -> due(now))).toList();
        var given = new ArrayList<Due>();
        for (var each : all) {
          given.addAll(each.get());
        }
        assertThat(given).extracting(Due::lease).hasSize(2).doesNotHaveDuplicates();
      }
    }
  }
}
