package dev.berth.lease;

import static dev.berth.lease.model.SampleLeases.ADA;
import static dev.berth.lease.model.SampleLeases.BOB;
import static dev.berth.lease.model.SampleLeases.NOON;
import static dev.berth.lease.model.SampleLeases.everyState;
import static dev.berth.lease.model.SampleLeases.id;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.kernel.ClockSkew;
import dev.berth.kernel.LeaseId;
import dev.berth.kernel.PortNumber;
import dev.berth.kernel.UserId;
import dev.berth.lease.model.Actor;
import dev.berth.lease.model.Admission;
import dev.berth.lease.model.Lease;
import dev.berth.lease.model.LeaseState;
import dev.berth.lease.model.LeaseState.Failed;
import dev.berth.lease.model.LeaseState.Releasing;
import dev.berth.lease.model.LeaseState.Running;
import dev.berth.lease.model.LeaseState.Starting;
import dev.berth.lease.model.LeaseState.Stopped;
import dev.berth.lease.model.LeaseState.Stopping;
import dev.berth.lease.model.SampleLeases;
import dev.berth.lease.model.StateNote;
import dev.berth.lease.model.Term;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What every lease store must do with the leases it has admitted. */
public abstract class LeaseStoreContract extends LeaseUseContract {

  private static final Duration BLOCK = Duration.ofMinutes(10);

  @Test
  void keepsEveryStateAsItWasGiven() {
    assertThat(everyState().stream().<Class<?>>map(LeaseState::getClass))
        .as("the list of samples")
        .containsAll(leaves(LeaseState.class).toList());
    var lease = admit(1, ADA, "box");
    for (var state : everyState()) {
      lease = replace(lease, state);
      assertThat(lease.state()).isEqualTo(state);
    }
    assertThat(lease.version()).isEqualTo(everyState().size());
  }

  @Test
  void keepsAChangedTerm() {
    var lease = admit(1, ADA, "box");
    var longer =
        new Term(lease.term().expiresAt().plusSeconds(1), lease.term().limit(), Duration.ofDays(3));
    assertThat(store().replace(lease.with(longer), NOON, NOON)).isTrue();
    assertThat(store().find(id(1))).contains(lease.with(longer).atVersion(1));
  }

  @Test
  void writesNothingAtAStaleVersion() {
    var stale = admit(1, ADA, "box");
    var current = replace(stale, new Running(NOON, 1));
    var seen = store().events(id(1), 0, 10);
    assertThat(store().replace(stale.with(new Failed(NOON, "x")), NOON.plusSeconds(5), NOON))
        .isFalse();
    assertThat(store().find(id(1))).contains(current);
    assertThat(store().events(id(1), 0, 10)).isEqualTo(seen);
    assertThat(store().claimDue(NOON, NOON.plusSeconds(30), 10)).containsExactly(id(1));
  }

  @Test
  void replacesNothingThatIsNotThere() {
    var lease = admit(1, ADA, "box");
    var other =
        new Lease(
            id(2),
            ADA,
            "other",
            lease.spec(),
            lease.node(),
            lease.ports(),
            lease.gpus(),
            lease.hostKey(),
            lease.term(),
            lease.state(),
            NOON,
            0,
            0);
    assertThat(store().replace(other, NOON, NOON)).isFalse();
  }

  @Test
  void letsOneOfThoseWinThatWriteTheSameVersionAtOnce() throws Exception {
    var lease = admit(1, ADA, "box");
    var outcomes =
        atOnce(10, i -> store().replace(lease.with(new Failed(NOON, "writer " + i)), NOON, NOON));
    assertThat(outcomes).filteredOn(won -> won).hasSize(1);
    assertThat(store().find(id(1))).map(Lease::version).contains(1L);
  }

  @Test
  void tellsEveryEntryIntoAState() {
    var lease = admit(1, ADA, "box");
    var running = new Running(NOON.plusSeconds(3), 1);
    lease = replace(lease, running);
    lease = replace(lease, running);
    var stopping = running.stop(Actor.OWNER, NOON.plusSeconds(9));
    replace(lease, stopping);
    assertThat(store().events(id(1), 1, 10))
        .containsExactly(
            new LeaseEvent(2, NOON.plusSeconds(3), "running", StateNote.of(running)),
            new LeaseEvent(3, NOON.plusSeconds(9), "stopping", StateNote.of(stopping)));
  }

  @Test
  void numbersEventsWithinALease() throws Exception {
    admit(1, ADA, "box");
    admit(2, ADA, "other");
    atOnce(
        8,
        i -> {
          store().addEvent(id(1), "note", "n" + i, NOON);
          return i;
        });
    store().addEvent(id(1), "long", "x".repeat(3_000), NOON);
    assertThat(store().events(id(1), 0, 100))
        .extracting(LeaseEvent::seq)
        .containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L);
    assertThat(store().events(id(1), 2, 2)).extracting(LeaseEvent::seq).containsExactly(3L, 4L);
    assertThat(store().lastEvent(id(1)))
        .contains(new LeaseEvent(10, NOON, "long", "x".repeat(2_000)));
    assertThat(store().events(id(2), 0, 100)).hasSize(1);
  }

  @Test
  void knowsWhetherALeaseWasEverUp() {
    var lease = admit(1, ADA, "box");
    assertThat(store().wasRunning(id(1))).isFalse();
    lease = replace(lease, new Running(NOON, 1));
    replace(lease, new Stopped(NOON, Actor.OWNER));
    assertThat(store().wasRunning(id(1))).isTrue();
  }

  @Test
  void handsOutWhatIsDueTheMostOverdueFirst() {
    due(admit(1, ADA, "a"), NOON.plusSeconds(20));
    due(admit(2, ADA, "b"), NOON.plusSeconds(10));
    due(admit(3, ADA, "c"), NOON.plusSeconds(30));
    var until = NOON.plusSeconds(60);
    assertThat(store().claimDue(NOON.plusSeconds(9), until, 10)).isEmpty();
    assertThat(store().claimDue(NOON.plusSeconds(29), until, 1)).containsExactly(id(2));
    assertThat(store().claimDue(NOON.plusSeconds(29), until, 10)).containsExactly(id(1));
    assertThat(store().claimDue(NOON.plusSeconds(29), until, 10)).isEmpty();
    assertThat(store().claimDue(until, until.plusSeconds(1), 10))
        .containsExactlyInAnyOrder(id(1), id(2), id(3));
  }

  @Test
  void whatIsOnItsWayIsNotLeftAloneForAsLongAsTheClockWasSetBack() {
    due(admit(1, ADA, "a"), NOON.plusSeconds(30));
    replace(admit(2, ADA, "b"), new Stopped(NOON, Actor.OWNER));
    store().scheduleCheck(id(2), NOON.plusSeconds(30));
    var skewed = NOON.plusSeconds(30).minus(ClockSkew.MOST);
    assertThat(store().claimDue(skewed, skewed.plusSeconds(30), 10)).isEmpty();
    var before = skewed.minusSeconds(1);
    assertThat(store().claimDue(before, before.plusSeconds(30), 10)).containsExactly(id(1));
    assertThat(store().claimDue(before, before.plusSeconds(30), 10)).isEmpty();
  }

  @Test
  void whatRunsIsLookedAtMoreRarely() {
    replace(admit(1, ADA, "a"), new Running(NOON, 1));
    store().scheduleCheck(id(1), NOON.plus(Lease.ROUND));
    var skewed = NOON.minus(ClockSkew.MOST);
    assertThat(store().claimDue(skewed, skewed.plusSeconds(30), 10)).isEmpty();
    var before = skewed.minusSeconds(1);
    assertThat(store().claimDue(before, before.plusSeconds(30), 10)).containsExactly(id(1));
  }

  @Test
  void handsWhatIsDueToOneOfThoseThatAskAtOnce() throws Exception {
    for (int i = 1; i <= 3; i++) {
      admit(i, ADA, "box" + i);
    }
    var claimed = atOnce(6, i -> store().claimDue(NOON, NOON.plusSeconds(30), 2));
    assertThat(claimed).allSatisfy(each -> assertThat(each).hasSizeLessThanOrEqualTo(2));
    assertThat(claimed.stream().flatMap(List::stream)).doesNotHaveDuplicates();
  }

  @Test
  void schedulesWithoutAWrite() {
    var lease = admit(1, ADA, "box");
    store().scheduleCheck(id(1), NOON.plusSeconds(40));
    assertThat(store().find(id(1))).contains(lease);
    assertThat(store().claimDue(NOON.plusSeconds(39), NOON.plusSeconds(60), 10)).isEmpty();
    assertThat(store().claimDue(NOON.plusSeconds(40), NOON.plusSeconds(60), 10)).hasSize(1);
  }

  @Test
  void doesNotPutOffWhatSomebodyHasWrittenMeanwhile() {
    var seen = admit(1, ADA, "box");
    store().scheduleCheck(seen, NOON.plusSeconds(40));
    assertThat(store().claimDue(NOON, NOON, 10)).isEmpty();
    replace(seen, Starting.first(NOON));
    store().scheduleCheck(seen, NOON.plusSeconds(40));
    assertThat(store().claimDue(NOON, NOON, 10)).containsExactly(id(1));
  }

  @Test
  void neverLooksAtAReleasedLeaseAgain() {
    var released = release(admit(1, ADA, "box"));
    store().scheduleCheck(id(1), NOON);
    store().scheduleCheck(released, NOON);
    assertThat(store().claimDue(NOON.plusSeconds(1), NOON, 10)).isEmpty();
  }

  @Test
  void movesToAnotherPortAndLeavesTheOldOneAlone() {
    var lease = admit(1, ADA, "box");
    var again = Starting.first(NOON).again("in use", NOON.plusSeconds(1));
    var moved = move(lease.with(again), rules()).orElseThrow();
    assertThat(moved)
        .isEqualTo(
            lease.with(again).moved(new PortNumber(22_000), new PortNumber(22_001)).atVersion(1));
    assertThat(store().find(id(1))).contains(moved);
    assertThat(store().claimDue(NOON.plusSeconds(1), NOON, 10)).containsExactly(id(1));
    assertThat(admit(2, ADA, "b").sshPort().value()).isEqualTo(22_002);
    assertThat(admission(3, ADA, "c")).isInstanceOf(Admission.Refused.class);
    release(moved);
    assertThat(admit(4, ADA, "d").sshPort().value()).isEqualTo(22_001);
  }

  @Test
  void keepsWhateverCanBeAskedFor() {
    var spec = SampleLeases.fullSpec();
    var request = SampleLeases.request(1, ADA, "box", spec);
    var lease = ((Admission.Admitted) store().admit(request, rules())).lease();
    assertThat(store().find(id(1))).contains(lease);
    assertThat(lease.spec()).isEqualTo(spec);
    assertThat(lease.ports()).extracting(port -> port.host().value()).containsExactly(8022, 22_000);
    assertThat(store().sealedSecrets(id(1)))
        .hasValueSatisfying(kept -> assertThat(kept).containsExactly(4, 5));
    admit(2, ADA, "plain");
    assertThat(store().sealedSecrets(id(2))).isEmpty();
    assertThat(store().sealedSecrets(id(9))).isEmpty();
  }

  @Test
  void movesOnlyThePortThatIsTaken() {
    var request = SampleLeases.request(1, ADA, "box", SampleLeases.fullSpec());
    var lease = ((Admission.Admitted) store().admit(request, rules())).lease();
    var moved = store().movePort(lease, new PortNumber(22_000), BLOCK, rules()).orElseThrow();
    assertThat(moved.ports()).extracting(port -> port.host().value()).containsExactly(8022, 22_001);
    assertThat(store().find(id(1))).contains(moved);
    assertThat(admit(2, ADA, "b").sshPort().value()).isEqualTo(22_002);
  }

  @Test
  void movesBackOnceTheBlockIsOver() {
    var two = rules(22_000, 22_001, 9);
    var moved = move(admit(1, ADA, "box"), two).orElseThrow();
    assertThat(moved.sshPort().value()).isEqualTo(22_001);
    var later = Starting.first(NOON.plus(BLOCK));
    assertThat(move(moved.with(later), two).orElseThrow().sshPort().value()).isEqualTo(22_000);
  }

  @Test
  void movesNothingAtAStaleVersionOrWithoutAFreePort() {
    var lease = admit(1, ADA, "box");
    var current = replace(lease, Starting.first(NOON));
    assertThat(move(lease, rules())).isEmpty();
    assertThat(move(current, rules(22_000, 22_000, 9))).isEmpty();
    assertThat(store().find(id(1))).contains(current);
    admit(2, ADA, "b");
    admit(3, ADA, "c");
    assertThat(admission(4, ADA, "d")).as("22000 is held still").isNotNull();
    assertThat(store().find(id(4))).isEmpty();
  }

  @Test
  void listsNewestFirstByOwnerAndState() {
    admit(1, ADA, "a");
    replace(admit(2, BOB, "b"), new Running(NOON, 1));
    release(admit(3, ADA, "c"));
    assertThat(listed(Optional.empty(), Set.of(), Optional.empty(), 10))
        .containsExactly(id(2), id(1));
    assertThat(listed(Optional.of(ADA), Set.of(), Optional.empty(), 10)).containsExactly(id(1));
    assertThat(listed(Optional.empty(), Set.of("released", "running"), Optional.empty(), 10))
        .containsExactly(id(3), id(2));
    assertThat(listed(Optional.of(BOB), Set.of("released"), Optional.empty(), 10)).isEmpty();
    assertThat(listed(Optional.empty(), Set.of(), Optional.empty(), 1)).containsExactly(id(2));
    assertThat(listed(Optional.empty(), Set.of(), Optional.of(id(2)), 10)).containsExactly(id(1));
  }

  @Test
  void tellsLiveLeasesFromReleasedAndUnknownOnes() {
    var live = admit(1, ADA, "a");
    var releasing = replace(admit(2, ADA, "b"), new Releasing(NOON, Actor.OWNER));
    release(admit(3, ADA, "c"));
    admit(4, BOB, "a");
    assertThat(store().live(ADA)).containsExactly(releasing, live);
    assertThat(store().liveAmong(List.of(id(1), id(2), id(3), id(9))))
        .containsExactlyInAnyOrder(live, releasing);
    assertThat(store().liveAmong(List.of())).isEmpty();
  }

  @Test
  void findsByNameTheLiveOneBeforeTheLatest() {
    assertThat(store().findByName(ADA, "box")).isEmpty();
    release(admit(1, ADA, "box"));
    var second = release(admit(2, ADA, "box"));
    assertThat(store().findByName(ADA, "box")).contains(second);
    var live = admit(3, ADA, "box");
    assertThat(store().findByName(ADA, "box")).contains(live);
    assertThat(store().findByName(BOB, "box")).isEmpty();
  }

  @Test
  void tellsTheStatesOfLiveLeases() {
    admit(1, ADA, "a");
    admit(2, BOB, "b");
    replace(admit(3, ADA, "c"), new Stopping(NOON, new Stopped(NOON, Actor.OWNER)));
    var stopping = new Stopping(NOON, new Stopped(NOON, Actor.OWNER));
    var first = Starting.first(NOON);
    assertThat(store().liveStates()).isEqualTo(Map.of(id(1), first, id(2), first, id(3), stopping));
    release(store().find(id(3)).orElseThrow());
    assertThat(store().liveStates()).isEqualTo(Map.of(id(1), first, id(2), first));
  }

  private void due(Lease lease, Instant at) {
    assertThat(store().replace(lease, at, NOON)).isTrue();
  }

  private Optional<Lease> move(Lease lease, Admission.Rules rules) {
    return store().movePort(lease, lease.sshPort(), BLOCK, rules);
  }

  private List<LeaseId> listed(
      Optional<UserId> owner, Set<String> states, Optional<LeaseId> before, int limit) {
    return store().list(new LeaseQuery(owner, states, before, limit)).stream()
        .map(Lease::id)
        .toList();
  }

  private static Stream<Class<?>> leaves(Class<?> type) {
    return type.isSealed()
        ? Stream.of(type.getPermittedSubclasses()).flatMap(LeaseStoreContract::leaves).distinct()
        : Stream.of(type);
  }
}
