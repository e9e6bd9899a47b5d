package dev.berth.lease;

import static dev.berth.lease.model.SampleLeases.ADA;
import static dev.berth.lease.model.SampleLeases.BOB;
import static dev.berth.lease.model.SampleLeases.NOON;
import static dev.berth.lease.model.SampleLeases.id;
import static dev.berth.lease.model.SampleLeases.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.grant.model.PortRange;
import dev.berth.kernel.ByteSize;
import dev.berth.kernel.PortNumber;
import dev.berth.kernel.UserId;
import dev.berth.lease.model.Actor;
import dev.berth.lease.model.Admission;
import dev.berth.lease.model.Admission.Admitted;
import dev.berth.lease.model.Admission.Reason;
import dev.berth.lease.model.Admission.Refused;
import dev.berth.lease.model.Admission.Replayed;
import dev.berth.lease.model.Amended;
import dev.berth.lease.model.Lease;
import dev.berth.lease.model.LeaseState;
import dev.berth.lease.model.LeaseState.Released;
import dev.berth.lease.model.LeaseState.Releasing;
import dev.berth.lease.model.NewLease.Replay;
import dev.berth.lease.model.SampleLeases;
import dev.berth.plan.model.Amounts;
import dev.berth.plan.model.Limits;
import dev.berth.plan.model.SampleLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whom every lease store must admit. Each test begins with an empty one that knows Ada and Bob. */
abstract class LeaseAdmissionContract {

  protected abstract LeaseStore store();

  /** Before anything else: leases, ports and GPUs of earlier tests are forgotten. */
  protected void empty() {}

  @BeforeEach
  void begin() {
    empty();
  }

  @Test
  void storesWhatItAdmitsDueAtOnce() {
    var lease = admit(1, ADA, "box");
    assertThat(lease).isEqualTo(SampleLeases.in(LeaseState.Starting.first(NOON)).atVersion(0));
    assertThat(store().find(id(1))).contains(lease);
    assertThat(store().claimDue(NOON, NOON.plusSeconds(30), 10)).containsExactly(id(1));
    assertThat(store().sealedHostKey(id(1))).containsExactly(1, 2, 3);
    assertThat(store().events(id(1), 0, 10))
        .containsExactly(new LeaseEvent(1, NOON, "requested", "image debian"));
  }

  @Test
  void goesRoundTheRangeOfPorts() {
    var a = admit(1, ADA, "a");
    var b = admit(2, ADA, "b");
    release(a);
    var c = admit(3, ADA, "c");
    var d = admit(4, ADA, "d");
    assertThat(List.of(a, b, c, d))
        .extracting(lease -> lease.sshPort().value())
        .containsExactly(22_000, 22_001, 22_002, 22_000);
    assertRefused(Reason.NO_PORT_FREE, admission(5, ADA, "e"));
    assertThat(store().find(id(5))).isEmpty();
  }

  @Test
  void freesAPortOnReleaseAndNotBefore() {
    var onePort = rules(22_000, 22_000, 9);
    var first = ((Admitted) store().admit(request(1, ADA, "a"), onePort)).lease();
    var releasing = replace(first, new Releasing(NOON, Actor.OWNER));
    assertRefused(Reason.NO_PORT_FREE, store().admit(request(2, ADA, "b"), onePort));
    replace(releasing, new Released(NOON, Actor.OWNER));
    assertThat(store().admit(request(3, ADA, "c"), onePort)).isInstanceOf(Admitted.class);
  }

  @Test
  void keepsANameToOneLiveLeaseOfAnOwner() {
    var first = admit(1, ADA, "box");
    assertRefused(Reason.NAME_TAKEN, admission(2, ADA, "box"));
    admit(3, BOB, "box");
    release(first);
    admit(4, ADA, "box");
  }

  @Test
  void countsLiveLeasesOfTheOwnerAlone() {
    var two = rules(22_000, 22_009, 2);
    var first = ((Admitted) store().admit(request(1, ADA, "a"), two)).lease();
    store().admit(request(2, ADA, "b"), two);
    assertRefused(Reason.QUOTA_EXCEEDED, store().admit(request(3, ADA, "c"), two));
    assertThat(store().admit(request(4, BOB, "c"), two)).isInstanceOf(Admitted.class);
    release(first);
    assertThat(store().admit(request(5, ADA, "c"), two)).isInstanceOf(Admitted.class);
  }

  @Test
  void countsWhatOnlyLeasesThatAreUpTake() {
    var one = rules(22_000, 22_009, running(1));
    var first = ((Admitted) store().admit(request(1, ADA, "a"), one)).lease();
    assertRefused(Reason.QUOTA_EXCEEDED, store().admit(request(2, ADA, "b"), one));
    assertThat(store().admit(request(3, BOB, "b"), one)).isInstanceOf(Admitted.class);
    replace(first, new LeaseState.Stopping(NOON, new LeaseState.Stopped(NOON, Actor.OWNER)));
    assertThat(store().admit(request(4, ADA, "b"), one)).isInstanceOf(Admitted.class);
    assertThat(store().find(id(2))).isEmpty();
  }

  @Test
  void bringsUpARestingLeaseAsFarAsTheOwnersLimitsAllow() {
    var one = rules(22_000, 22_009, running(1));
    var resting = replace(admit(1, ADA, "a"), new LeaseState.Stopped(NOON, Actor.OWNER));
    var other = ((Admitted) store().admit(request(2, ADA, "b"), one)).lease();
    var next = resting.with(LeaseState.Starting.first(NOON));

    assertThat(store().bringUp(next, NOON, NOON, one))
        .isEqualTo(
            new Amended.Refused(
                Reason.QUOTA_EXCEEDED,
                "maxRunning: 1 of 1 running leases in use, 1 more asked for; stop or release 'b'"
                    + " (1)"));
    assertThat(store().find(id(1))).contains(resting);

    replace(other, new LeaseState.Failed(NOON, "oops"));
    var up = next.atVersion(next.version() + 1);
    assertThat(store().bringUp(next, NOON, NOON, one)).isEqualTo(new Amended.Stored(up));
    assertThat(store().find(id(1))).contains(up);
    assertThat(store().bringUp(next, NOON, NOON, one)).isEqualTo(new Amended.Overtaken());
    assertThat(store().events(id(1), 0, 10))
        .extracting(LeaseEvent::kind)
        .containsExactly("requested", "stopped", "starting");
  }

  @Test
  void bringsUpNoMoreThanTheLimitOfTwentyAtOnce() throws Exception {
    var resting =
        IntStream.rangeClosed(1, 20)
            .mapToObj(
                i ->
                    ((Admitted)
                            store().admit(request(i, ADA, "box" + i), rules(22_000, 22_099, 50)))
                        .lease())
            .map(lease -> replace(lease, new LeaseState.Stopped(NOON, Actor.OWNER)))
            .toList();
    var three = rules(22_000, 22_099, running(3));
    var outcomes =
        atOnce(
            20,
            i ->
                store()
                    .bringUp(
                        resting.get(i - 1).with(LeaseState.Starting.first(NOON)),
                        NOON,
                        NOON,
                        three));
    assertThat(outcomes).filteredOn(Amended.Stored.class::isInstance).hasSize(3);
    assertThat(store().live(ADA))
        .filteredOn(lease -> lease.state() instanceof LeaseState.Starting)
        .hasSize(3);
  }

  @Test
  void admitsNoMoreMemoryThanTheLimitOfFiftyRequestsAtOnce() throws Exception {
    // Each asks for 4g.
    var limits = SampleLimits.of(100, memory(ByteSize.ofMebibytes(3 * 4096 + 1000)));
    var outcomes =
        atOnce(50, i -> store().admit(request(i, ADA, "box" + i), rules(22_000, 22_099, limits)));
    assertThat(outcomes).filteredOn(Admitted.class::isInstance).hasSize(3);
    assertThat(store().live(ADA)).hasSize(3);
  }

  @Test
  void replaysARequestUnderTheSameKeyEvenAfterRelease() {
    var lease =
        ((Admitted) store().admit(request(1, "box", new Replay("k", "digest")), rules())).lease();
    var again = store().admit(request(2, "box", new Replay("k", "digest")), rules());
    assertThat(again).isEqualTo(new Replayed(lease));
    var released = release(lease);
    assertThat(store().admit(request(3, "box", new Replay("k", "digest")), rules()))
        .isEqualTo(new Replayed(released));
    assertThat(store().find(id(2))).isEmpty();
    assertThat(store().find(id(3))).isEmpty();
  }

  @Test
  void refusesAKeyThatWasUsedForSomethingElse() {
    store().admit(request(1, "box", new Replay("k", "digest")), rules());
    assertRefused(
        Reason.KEY_REUSED,
        store().admit(request(2, "other", new Replay("k", "other digest")), rules()));
    assertThat(store().admit(request(3, "other", new Replay("l", "other digest")), rules()))
        .isInstanceOf(Admitted.class);
  }

  @Test
  void tellsBeforehandWhatAKeyWasUsedFor() {
    assertThat(store().replayed(ADA, new Replay("k", "digest"))).isEmpty();
    store().admit(request(1, "box", new Replay("k", "digest")), rules());
    var lease = store().find(id(1)).orElseThrow();
    assertThat(store().replayed(ADA, new Replay("k", "digest"))).contains(new Replayed(lease));
    assertRefused(
        Reason.KEY_REUSED, store().replayed(ADA, new Replay("k", "other digest")).orElseThrow());
    assertThat(store().replayed(ADA, new Replay("l", "digest"))).isEmpty();
    assertThat(store().replayed(BOB, new Replay("k", "digest"))).isEmpty();
    var released = release(lease);
    assertThat(store().replayed(ADA, new Replay("k", "digest"))).contains(new Replayed(released));
  }

  @Test
  void admitsNoMoreThanTheLimitOfFiftyRequestsAtOnce() throws Exception {
    var three = rules(22_000, 22_099, 3);
    var outcomes = atOnce(50, i -> store().admit(request(i, ADA, "box" + i), three));
    assertThat(outcomes).filteredOn(Admitted.class::isInstance).hasSize(3);
    assertThat(store().live(ADA)).hasSize(3);
  }

  @Test
  void givesTwentyRequestsAtOnceTwentyPorts() throws Exception {
    var outcomes =
        atOnce(
            20,
            i ->
                store()
                    .admit(
                        request(i, i % 2 == 0 ? ADA : BOB, "box" + i), rules(22_000, 22_019, 50)));
    assertThat(outcomes)
        .extracting(outcome -> ((Admitted) outcome).lease().sshPort())
        .doesNotHaveDuplicates()
        .hasSize(20);
  }

  @Test
  void admitsOneOfTheSameRequestSentManyTimesAtOnce() throws Exception {
    var outcomes =
        atOnce(8, i -> store().admit(request(i, "box", new Replay("k", "digest")), rules()));
    assertThat(outcomes).filteredOn(Admitted.class::isInstance).hasSize(1);
    assertThat(outcomes).filteredOn(Replayed.class::isInstance).hasSize(7);
  }

  @Test
  void givesANameToOneOfThoseThatAskAtOnce() throws Exception {
    var outcomes = atOnce(8, i -> store().admit(request(i, ADA, "box"), rules(22_000, 22_019, 50)));
    assertThat(outcomes).filteredOn(Admitted.class::isInstance).hasSize(1);
    assertThat(outcomes)
        .filteredOn(Refused.class::isInstance)
        .extracting(outcome -> ((Refused) outcome).reason())
        .containsOnly(Reason.NAME_TAKEN)
        .hasSize(7);
  }

  protected static Admission.Rules rules() {
    return rules(22_000, 22_002, 9);
  }

  protected static Admission.Rules rules(int first, int last, int maxLeases) {
    return rules(first, last, SampleLimits.leases(maxLeases));
  }

  protected static Admission.Rules rules(int first, int last, Limits limits) {
    return new Admission.Rules(new PortRange(new PortNumber(first), new PortNumber(last)), limits);
  }

  /** So many leases may be up at once. */
  private static Limits running(int most) {
    var amounts = SampleLimits.AMOUNTS;
    return SampleLimits.of(
        100,
        new Amounts(
            most,
            amounts.maxKept(),
            amounts.maxGpus(),
            amounts.gpuHoursPerWeek(),
            amounts.maxCpus(),
            amounts.maxMemory(),
            amounts.maxShm(),
            amounts.maxPorts(),
            amounts.weight(),
            amounts.maxDisk()));
  }

  protected static Amounts memory(ByteSize most) {
    var amounts = SampleLimits.AMOUNTS;
    return new Amounts(
        100,
        amounts.maxKept(),
        amounts.maxGpus(),
        amounts.gpuHoursPerWeek(),
        amounts.maxCpus(),
        most,
        amounts.maxShm(),
        amounts.maxPorts(),
        amounts.weight(),
        amounts.maxDisk());
  }

  protected final Admission admission(int number, UserId owner, String name) {
    return store().admit(request(number, owner, name), rules());
  }

  protected final Lease admit(int number, UserId owner, String name) {
    assertThat(admission(number, owner, name)).isInstanceOf(Admitted.class);
    return store().find(id(number)).orElseThrow();
  }

  /** Writes a state, due at noon; answers what is stored then. */
  protected final Lease replace(Lease lease, LeaseState next) {
    assertThat(store().replace(lease.with(next), NOON, NOON)).isTrue();
    return store().find(lease.id()).orElseThrow();
  }

  protected final Lease release(Lease lease) {
    return replace(lease, new Released(NOON, Actor.OWNER));
  }

  private static void assertRefused(Reason reason, Admission admission) {
    assertThat(admission)
        .isInstanceOfSatisfying(
            Refused.class, refused -> assertThat(refused.reason()).isEqualTo(reason));
  }

  protected static <T> List<T> atOnce(int times, IntFunction<T> call) throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var running =
          IntStream.rangeClosed(1, times)
              .mapToObj(i -> threads.submit(() -> call.apply(i)))
              .toList();
      var outcomes = new ArrayList<T>();
      for (Future<T> each : running) {
        outcomes.add(each.get());
      }
      return outcomes;
    }
  }
}
