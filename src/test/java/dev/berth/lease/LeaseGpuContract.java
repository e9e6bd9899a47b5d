package dev.berth.lease;

import static dev.berth.lease.model.SampleLeases.ADA;
import static dev.berth.lease.model.SampleLeases.BOB;
import static dev.berth.lease.model.SampleLeases.NOON;
import static dev.berth.lease.model.SampleLeases.TERM;
import static dev.berth.lease.model.SampleLeases.gpuSpec;
import static dev.berth.lease.model.SampleLeases.id;
import static dev.berth.lease.model.SampleLeases.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.grant.model.Gpu;
import dev.berth.grant.model.GpuQueue;
import dev.berth.grant.model.GpuWish;
import dev.berth.grant.model.PortRange;
import dev.berth.kernel.ByteSize;
import dev.berth.kernel.GpuId;
import dev.berth.kernel.NodeId;
import dev.berth.kernel.PortNumber;
import dev.berth.kernel.UserId;
import dev.berth.lease.model.Actor;
import dev.berth.lease.model.Admission;
import dev.berth.lease.model.Amended;
import dev.berth.lease.model.Lease;
import dev.berth.lease.model.LeaseState;
import dev.berth.lease.model.LeaseState.Expired;
import dev.berth.lease.model.LeaseState.Offered;
import dev.berth.lease.model.LeaseState.Queued;
import dev.berth.lease.model.LeaseState.Released;
import dev.berth.lease.model.LeaseState.Releasing;
import dev.berth.lease.model.LeaseState.Starting;
import dev.berth.lease.model.LeaseState.Stopped;
import dev.berth.lease.model.LeaseState.Stopping;
import dev.berth.lease.model.QueueRules;
import dev.berth.lease.model.Term;
import dev.berth.plan.model.SampleLimits;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How every lease store must give GPUs away: to one lease each, and never half of them. */
abstract class LeaseGpuContract extends LeaseAmendContract {

  private static final Duration CLAIM = Duration.ofMinutes(15);
  private static final QueueRules RULES = rules(_ -> new QueueRules.Share(1, 0));
  private static final Admission.Rules ADMISSION =
      new Admission.Rules(
          new PortRange(new PortNumber(22_000), new PortNumber(22_999)), SampleLimits.leases(100));
  static final Gpu FIRST = gpu(0);
  static final Gpu SECOND = gpu(1);

  /** Makes a GPU known, or clean again after a lease gave it back. */
  protected abstract void clean(Gpu gpu);

  /** Lets the node, or one of its GPUs, run empty from now on. */
  protected abstract void drain(boolean node, Optional<GpuId> gpu);

  private static Gpu gpu(int index) {
    return new Gpu(
        new GpuId("GPU-" + index), index, "Simulated A100", ByteSize.ofMebibytes(81_920));
  }

  private static QueueRules rules(Function<UserId, QueueRules.Share> shares) {
    return new QueueRules(
        new GpuQueue.Timing(Duration.ofMinutes(1), Duration.ofDays(1)), shares, CLAIM);
  }

  @BeforeEach
  void twoGpus() {
    clean(FIRST);
    clean(SECOND);
  }

  final Lease queued(int number, UserId owner, int gpus) {
    return ((Admission.Admitted) ask(number, owner, gpus)).lease();
  }

  private Admission ask(int number, UserId owner, int gpus) {
    return store().admit(request(number, owner, "box" + number, gpuSpec(gpus)), ADMISSION);
  }

  final List<Lease> advance(Instant now) {
    return store().advanceQueue(NodeId.LOCAL, now, RULES);
  }

  private Lease to(Lease lease, LeaseState state) {
    assertThat(store().replace(lease.with(state), NOON, NOON)).isTrue();
    return store().find(lease.id()).orElseThrow();
  }

  @Test
  void waitsInTheQueueUntilItIsGivenAllItAskedFor() {
    var lease = queued(1, ADA, 2);
    assertThat(lease.state()).isEqualTo(new Queued(NOON));
    var later = NOON.plusSeconds(60);

    var started = advance(later);

    assertThat(started).containsExactly(store().find(id(1)).orElseThrow());
    var start = started.getFirst();
    assertThat(start.state()).isEqualTo(Starting.first(later));
    assertThat(start.gpus()).containsExactly(FIRST, SECOND);
    assertThat(start.term().expiresAt()).isEqualTo(TERM.expiresAt().plusSeconds(60));
    assertThat(start.generation()).isZero();
    assertThat(store().claimDue(later, later.plusSeconds(9), 9)).containsExactly(id(1));
    assertThat(store().events(id(1), 0, 9).getLast().kind()).isEqualTo("starting");
  }

  @Test
  void whatIsHeldIsGivenToNobodyElse() {
    queued(1, ADA, 1);
    queued(2, BOB, 2);
    assertThat(advance(NOON).stream().map(Lease::id)).containsExactly(id(1));
    assertThat(advance(NOON)).isEmpty();

    var place = store().queue(NodeId.LOCAL, NOON, RULES).get(id(2));

    assertThat(place.position()).isEqualTo(1);
    assertThat(place.earliestStart()).hasValue(TERM.expiresAt().plus(RULES.timing().settle()));
  }

  @Test
  void asksForTheSharesOfThoseThatWaitAndOrdersThemByThose() {
    queued(1, ADA, 2);
    queued(2, BOB, 2);
    queued(3, ADA, 2);
    var hungry = rules(owner -> new QueueRules.Share(1, owner.equals(ADA) ? 3 : 2.9));
    var heavy = rules(owner -> new QueueRules.Share(owner.equals(ADA) ? 2 : 1, 3));
    assertThat(store().queue(NodeId.LOCAL, NOON, heavy))
        .extractingFromEntries(entry -> entry.getKey() + " " + entry.getValue().position())
        .containsExactlyInAnyOrder(id(1) + " 0", id(3) + " 1", id(2) + " 2");
    assertThat(store().advanceQueue(NodeId.LOCAL, NOON, hungry))
        .extracting(Lease::id)
        .containsExactly(id(2));
    var onlyAda =
        rules(
            owner -> {
              assertThat(owner).isEqualTo(ADA);
              return new QueueRules.Share(1, 0);
            });
    assertThat(store().queue(NodeId.LOCAL, NOON, onlyAda)).containsOnlyKeys(id(1), id(3));
  }

  @Test
  void aLeaseThatComesToRestGivesItsGpusBackButNobodyGetsThemUncleaned() {
    queued(1, ADA, 2);
    var lease = advance(NOON).getFirst();
    lease = to(lease, new Stopping(NOON, new Stopped(NOON, Actor.OWNER)));
    queued(2, BOB, 1);
    assertThat(advance(NOON)).as("while the container goes down").isEmpty();

    lease = to(lease, new Stopped(NOON, Actor.OWNER));
    assertThat(lease.gpus()).as("its container is made for them").containsExactly(FIRST, SECOND);
    assertThat(lease.holdsGpus()).isFalse();
    assertThat(advance(NOON)).as("before a probe saw them clean").isEmpty();

    clean(SECOND);
    assertThat(advance(NOON))
        .singleElement()
        .satisfies(next -> assertThat(next.gpus()).containsExactly(SECOND));
  }

  @Test
  void whileGpusSettleTheEstimateIsAsItWas() {
    queued(1, ADA, 2);
    queued(2, BOB, 2);
    var lease = advance(NOON).getFirst();
    var end = lease.term().expiresAt();
    var estimate = store().queue(NodeId.LOCAL, NOON, RULES).get(id(2)).earliestStart();
    assertThat(estimate).hasValue(end.plus(RULES.timing().settle()));

    lease = to(lease, new Stopping(end, new Expired(end)));
    var stopping = store().queue(NodeId.LOCAL, end.plusSeconds(5), RULES).get(id(2));
    to(lease, new Expired(end.plusSeconds(10)));
    var dirty = store().queue(NodeId.LOCAL, end.plusSeconds(20), RULES).get(id(2));

    assertThat(stopping.earliestStart()).isEqualTo(estimate);
    assertThat(dirty.earliestStart()).isEqualTo(estimate);
  }

  @Test
  void whoeverStopsEarlyHasItsGpusSettleFromThen() {
    queued(1, ADA, 2);
    queued(2, BOB, 2);
    var stopped = NOON.plusSeconds(30);
    to(advance(NOON).getFirst(), new Stopped(stopped, Actor.OWNER));
    assertThat(
            store().queue(NodeId.LOCAL, stopped.plusSeconds(5), RULES).get(id(2)).earliestStart())
        .hasValue(stopped.plus(RULES.timing().settle()));
  }

  @Test
  void aLeaseThatStartsAgainGetsTheSameGpusWhereItCan() {
    queued(1, ADA, 1);
    queued(2, BOB, 1);
    var second = advance(NOON).get(1);
    assertThat(second.gpus()).containsExactly(SECOND);
    to(store().find(id(1)).orElseThrow(), new Released(NOON, Actor.OWNER));
    to(to(second, new Stopped(NOON, Actor.OWNER)), new Queued(NOON));
    clean(FIRST);
    clean(SECOND);

    var again = advance(NOON).getFirst();

    assertThat(again.gpus()).containsExactly(SECOND);
    assertThat(again.generation()).as("the container will do").isZero();
  }

  @Test
  void aLeaseThatGetsOtherGpusIsMadeAnewForThem() {
    queued(1, ADA, 1);
    var lease = advance(NOON).getFirst();
    to(to(lease, new Stopped(NOON, Actor.OWNER)), new Queued(NOON));

    var again = advance(NOON).getFirst();

    assertThat(again.gpus()).containsExactly(SECOND);
    assertThat(again.generation()).isEqualTo(1);
  }

  @Test
  void whoeverWantsToBeAskedHoldsTheGpusUntilTheyAreClaimed() {
    var asked = request(1, ADA, "box", gpuSpec(GpuWish.of(2).withClaim()));
    assertThat(store().admit(asked, ADMISSION)).isInstanceOf(Admission.Admitted.class);
    var later = NOON.plusSeconds(60);

    var offered = advance(later).getFirst();

    var state = new Offered(later, later.plus(CLAIM));
    assertThat(offered.state()).isEqualTo(state);
    assertThat(offered.holdsGpus()).isTrue();
    assertThat(offered.term().expiresAt())
        .as("at the latest")
        .isEqualTo(TERM.expiresAt().plusSeconds(60).plus(CLAIM));
    queued(2, BOB, 1);
    assertThat(advance(later)).isEmpty();
    var started = offered.claimed(state, later.plusSeconds(9));
    assertThat(store().replace(started, later, later)).isTrue();
    assertThat(store().find(id(1)).orElseThrow().term().expiresAt())
        .isEqualTo(TERM.expiresAt().plusSeconds(69));
  }

  @Test
  void whatIsNotClaimedGoesToOthers() {
    store().admit(request(1, ADA, "box", gpuSpec(GpuWish.of(2).withClaim())), ADMISSION);
    var offered = advance(NOON).getFirst();
    to(offered, new Stopped(NOON, Actor.WATCHDOG));
    assertThat(store().find(id(1)).orElseThrow().holdsGpus()).isFalse();
    queued(2, BOB, 1);
    clean(FIRST);
    assertThat(advance(NOON)).singleElement().extracting(Lease::id).isEqualTo(id(2));
  }

  @Test
  void aLeaseThatLeavesTheQueueIsGivenNothing() {
    var lease = queued(1, ADA, 1);
    to(lease, new Stopped(NOON, Actor.OWNER));
    assertThat(advance(NOON)).isEmpty();
    assertThat(store().queue(NodeId.LOCAL, NOON, RULES)).isEmpty();
  }

  @Test
  void anAdminsOrdersHoldUntilTheLeaseLeavesTheQueue() {
    queued(1, ADA, 2);
    queued(2, BOB, 2);
    var held = new GpuQueue.Orders(3, true);
    assertThat(store().order(id(1), held, NOON)).isTrue();

    assertThat(advance(NOON)).extracting(Lease::id).containsExactly(id(2));
    assertThat(store().order(id(2), held, NOON)).as("it has left the queue").isFalse();
    assertThat(store().queue(NodeId.LOCAL, NOON, RULES).get(id(1)).waiting().orders())
        .isEqualTo(held);

    var lease = store().find(id(1)).orElseThrow();
    to(to(lease, new Stopped(NOON, Actor.OWNER)), new Queued(NOON));
    assertThat(store().queue(NodeId.LOCAL, NOON, RULES).get(id(1)).waiting().orders())
        .isEqualTo(GpuQueue.Orders.NONE);
  }

  @Test
  void aGpuThatIsDrainedIsGivenToNobodyAndItsLeaseIsNotExtended() {
    queued(1, ADA, 1);
    var lease = advance(NOON).getFirst();
    drain(false, Optional.of(FIRST.id()));
    queued(2, BOB, 1);
    queued(3, BOB, 1);

    assertThat(advance(NOON)).singleElement().extracting(Lease::id).isEqualTo(id(2));
    assertThat(store().queue(NodeId.LOCAL, NOON, RULES)).containsOnlyKeys(id(3));
    assertThat(extend(lease))
        .isEqualTo(
            new Amended.Refused(
                Admission.Reason.GPU_PROMISED,
                "GPU 0 (GPU-0) is being drained: the term can't be extended"));
    assertThat(extend(store().find(id(2)).orElseThrow())).isInstanceOf(Amended.Stored.class);
  }

  @Test
  void aLeaseWhoseGpuIsDrainedMovesToAnotherWhenItIsExtendedAfterItsEnd() {
    queued(1, ADA, 1);
    var ended = new LeaseState.Expired(NOON);
    var lease = advance(NOON).getFirst();
    drain(false, Optional.of(FIRST.id()));
    var over = to(to(lease, new Stopping(NOON, ended)), ended);
    assertThat(store().bringUp(over.started(ended, NOON), NOON, NOON, ADMISSION))
        .isInstanceOf(Amended.Stored.class);
    assertThat(advance(NOON).getFirst().gpus()).containsExactly(SECOND);
  }

  private Amended extend(Lease lease) {
    var term = lease.term();
    var later = new Term(term.expiresAt().plusSeconds(3_600), term.limit(), term.grace());
    return store().extend(lease.with(later), NOON.plusSeconds(9), NOON);
  }

  @Test
  void onANodeThatIsDrainedNothingStartsAndNothingIsExtended() {
    queued(1, ADA, 1);
    var lease = advance(NOON).getFirst();
    queued(2, BOB, 1);
    drain(true, Optional.empty());

    assertThat(advance(NOON)).isEmpty();
    assertThat(store().queue(NodeId.LOCAL, NOON, RULES).get(id(2)).earliestStart()).isEmpty();
    assertThat(extend(lease))
        .isInstanceOfSatisfying(
            Amended.Refused.class,
            refused -> assertThat(refused.reason()).isEqualTo(Admission.Reason.NODE_DRAINING));
    assertThat(ask(3, BOB, 0))
        .isInstanceOfSatisfying(
            Admission.Refused.class,
            refused -> assertThat(refused.reason()).isEqualTo(Admission.Reason.NODE_DRAINING));
    to(lease, new Stopping(NOON, new Stopped(NOON, Actor.OWNER)));
    var rests = to(store().find(id(1)).orElseThrow(), new Stopped(NOON, Actor.OWNER));
    assertThat(store().bringUp(rests.with(new Queued(NOON)), NOON, NOON, ADMISSION))
        .isInstanceOf(Amended.Refused.class);
  }

  @Test
  void aReleaseIsNotLostToTheQueueThatGivesGpusMeanwhile() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 1; i <= 40; i++) {
        var lease = queued(i, ADA, 1);
        var releasing = lease.with(new Releasing(NOON, Actor.OWNER));
        var turn = threads.submit(() -> advance(NOON));
        var release = threads.submit(() -> store().replace(releasing, NOON, NOON));
        turn.get();
        var now = store().find(lease.id()).orElseThrow();
        if (release.get()) {
          now = store().find(lease.id()).orElseThrow();
          assertThat(now.state()).isEqualTo(new Releasing(NOON, Actor.OWNER));
        }
        to(now, new Released(NOON, Actor.OWNER));
        clean(FIRST);
        clean(SECOND);
      }
    }
  }

  @Test
  void aLeaseThatIsReleasedFromItsRestHoldsNoGpuAnyMore() {
    queued(1, ADA, 1);
    var lease = to(advance(NOON).getFirst(), new Stopped(NOON, Actor.OWNER));
    lease = to(lease, new Releasing(NOON, Actor.OWNER));
    assertThat(lease.holdsGpus()).isFalse();
    assertThat(to(lease, new Released(NOON, Actor.OWNER)).gpus()).isEmpty();
  }

  @Test
  void noGpuIsGivenTwiceHoweverManyAskAtOnce() throws Exception {
    for (int i = 1; i <= 8; i++) {
      queued(i, i % 2 == 0 ? ADA : BOB, 1);
    }
    List<Future<List<Lease>>> all = new ArrayList<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      IntStream.range(0, 16).forEach(_ -> all.add(threads.submit(() -> advance(NOON))));
    }
    var given = new ArrayList<Gpu>();
    for (var each : all) {
      each.get().forEach(lease -> given.addAll(lease.gpus()));
    }
    assertThat(given).hasSize(2);
    assertThat(new HashSet<>(given)).containsExactlyInAnyOrder(FIRST, SECOND);
  }
}
