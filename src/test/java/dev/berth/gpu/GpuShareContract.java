package dev.berth.gpu;

import static dev.berth.lease.model.SampleLeases.ADA;
import static dev.berth.lease.model.SampleLeases.NOON;
import static dev.berth.lease.model.SampleLeases.gpuSpec;
import static dev.berth.lease.model.SampleLeases.id;
import static dev.berth.lease.model.SampleLeases.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.gpu.model.FoundGpu;
import dev.berth.gpu.model.KnownGpu;
import dev.berth.gpu.model.KnownGpu.State;
import dev.berth.gpu.model.Reading;
import dev.berth.gpu.model.ShareChange;
import dev.berth.grant.model.Gpu;
import dev.berth.grant.model.GpuQueue;
import dev.berth.grant.model.GpuWish;
import dev.berth.grant.model.OnLoss;
import dev.berth.grant.model.PortRange;
import dev.berth.kernel.ByteSize;
import dev.berth.kernel.GpuId;
import dev.berth.kernel.NodeId;
import dev.berth.kernel.PortNumber;
import dev.berth.lease.LeaseStore;
import dev.berth.lease.model.Actor;
import dev.berth.lease.model.Admission;
import dev.berth.lease.model.Lease;
import dev.berth.lease.model.LeaseState;
import dev.berth.lease.model.QueueRules;
import dev.berth.plan.model.GpuWeek;
import dev.berth.plan.model.SampleLimits;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store of GPUs must do with shares of them, beside a store of leases. */
public abstract class GpuShareContract {

  private static final Gpu ONE = gpu(1);
  private static final Gpu TWO = gpu(2);
  private static final GpuId FIRST = ONE.id().share(1, 2);
  private static final GpuId SECOND = ONE.id().share(2, 2);
  private static final Reading IDLE = new Reading(3, 0, 40, 0);
  private static final Reading USED = new Reading(9_000, 97, null, 1);
  private static final QueueRules RULES =
      new QueueRules(
          new GpuQueue.Timing(Duration.ofMinutes(1), Duration.ofDays(1)),
          _ -> new QueueRules.Share(1, 0),
          Duration.ZERO);
  private static final Admission.Rules ADMISSION =
      new Admission.Rules(
          new PortRange(new PortNumber(22_000), new PortNumber(22_999)), SampleLimits.leases(100));

  protected abstract GpuStore store();

  protected abstract LeaseStore leases();

  /** Of leases and GPUs, with an account for Ada. */
  protected abstract void empty();

  private static Gpu gpu(int index) {
    return new Gpu(new GpuId("GPU-share-" + index), index, "A100", ByteSize.ofMebibytes(80_000));
  }

  @BeforeEach
  void oneIsSharedByTwo() {
    empty();
    find(IDLE);
    assertThat(store().share(ONE.id(), 2)).isInstanceOf(ShareChange.Changed.class);
  }

  /** Looks at GPU one, which does so, and GPU two, which does nothing. */
  private void find(Reading one, GpuId... dirtyBefore) {
    store()
        .found(
            List.of(
                new FoundGpu(ONE, one, Optional.empty()),
                new FoundGpu(TWO, IDLE, Optional.empty())),
            Set.of(dirtyBefore),
            NOON);
  }

  private KnownGpu known(GpuId gpu) {
    return store().list().stream()
        .filter(known -> known.gpu().id().equals(gpu))
        .findAny()
        .orElseThrow();
  }

  private State state(GpuId gpu) {
    return known(gpu).state();
  }

  private void ask(int number, int count) {
    var wish = new GpuWish(count, null, null, List.of(), true, OnLoss.TELL, false);
    leases().admit(request(number, ADA, "box" + number, gpuSpec(wish)), ADMISSION);
  }

  private List<Lease> advance() {
    return leases().advanceQueue(NodeId.LOCAL, NOON, RULES);
  }

  private void end(int number) {
    for (var state :
        List.of(
            new LeaseState.Stopping(NOON, LeaseState.Starting.first(NOON)),
            new LeaseState.Stopped(NOON, Actor.OWNER))) {
      var lease = leases().find(id(number)).orElseThrow();
      assertThat(leases().replace(lease.with(state), NOON, NOON)).isTrue();
    }
  }

  @Test
  void aShareIsADeviceOfItsOwnWithItsPartOfTheMemory() {
    assertThat(known(FIRST).gpu())
        .isEqualTo(new Gpu(FIRST, 1, "A100 1/2", ByteSize.ofMebibytes(40_000)));
    assertThat(known(ONE.id()).sharing()).isEqualTo(new KnownGpu.Sharing(2, false));
    assertThat(state(ONE.id())).isEqualTo(State.SHARED);
    find(USED);
    assertThat(known(FIRST).reading()).isEqualTo(USED);
    assertThat(known(FIRST).gpu()).isEqualTo(ONE.shares(2).getFirst());
    assertThat(store().list().stream().map(it -> it.gpu().id()))
        .containsExactly(ONE.id(), FIRST, SECOND, TWO.id());
  }

  @Test
  void itsSharesAreGivenAwayOneByOneAndItselfToNobody() {
    ask(1, 1);
    ask(2, 1);
    ask(3, 1);
    leases().admit(request(4, ADA, "box4", gpuSpec(2)), ADMISSION);
    assertThat(advance().stream().map(it -> it.gpus().getFirst().id()))
        .containsExactly(FIRST, SECOND);
    assertThat(state(FIRST)).isEqualTo(State.HELD);
    assertThat(known(SECOND).holder().map(KnownGpu.Holder::lease)).contains(id(2));
    assertThat(known(ONE.id()).sharing().held()).isTrue();
  }

  @Test
  void aShareCountsAsItsPartOfAGpu() {
    ask(1, 1);
    advance();
    var hour = NOON.plus(Duration.ofHours(1));
    assertThat(leases().gpuTime(ADA, NOON, hour))
        .containsExactly(new GpuWeek.Stretch(NOON, hour, 0.5));
  }

  @Test
  void whatIsOnASharedGpuCannotBeToldApartWhileSomebodyHasAShare() {
    ask(1, 1);
    ask(2, 1);
    advance();
    find(USED);
    end(1);
    assertThat(state(FIRST)).as("the other may use it").isEqualTo(State.FREE);
    find(USED);
    assertThat(state(FIRST)).isEqualTo(State.FREE);
    assertThat(known(ONE.id()).isUsedByOthers()).isFalse();
    assertThat(known(FIRST).isUsedByOthers()).isFalse();

    end(2);
    assertThat(state(SECOND)).as("the last one must be seen clean").isEqualTo(State.DIRTY);
    find(USED, SECOND);
    assertThat(state(FIRST)).isEqualTo(State.DIRTY);
    assertThat(known(ONE.id()).isUsedByOthers()).isTrue();
    find(IDLE, FIRST, SECOND);
    assertThat(List.of(state(FIRST), state(SECOND))).containsOnly(State.FREE);
  }

  @Test
  void aLeaseWithBothSharesLeavesThemDirty() {
    ask(1, 2);
    advance();
    end(1);
    assertThat(List.of(state(FIRST), state(SECOND))).containsOnly(State.DIRTY);
  }

  @Test
  void whatKeepsAGpuBackKeepsItsSharesBack() {
    store().quarantine(ONE.id(), "fan");
    assertThat(state(FIRST)).isEqualTo(State.QUARANTINED);
    assertThat(known(SECOND).quarantine()).contains("fan");
    ask(1, 1);
    assertThat(advance()).isEmpty();
    store().restore(ONE.id());
    store().drain(ONE.id());
    assertThat(state(FIRST)).isEqualTo(State.DRAINING);
    assertThat(advance()).isEmpty();
    store().restore(ONE.id());
    store().found(List.of(), Set.of(), NOON);
    assertThat(state(FIRST)).isEqualTo(State.GONE);
    assertThat(advance()).isEmpty();
    find(IDLE);
    assertThat(advance()).hasSize(1);
  }

  @Test
  void aFaultIsTheGpusAlone() {
    var faulty = new FoundGpu(ONE, IDLE, Optional.of("ECC"));
    assertThat(store().found(List.of(faulty), Set.of(), NOON)).containsExactly(faulty);
    assertThat(known(FIRST).quarantine()).contains("ECC");
    store().restore(ONE.id());
    assertThat(state(FIRST)).isEqualTo(State.FREE);
  }

  @Test
  void nothingIsChangedWhileSomebodyHasAShare() {
    ask(1, 1);
    advance();
    var holder = known(FIRST).holder().orElseThrow();
    var held = new ShareChange.Held(FIRST, holder);
    assertThat(store().share(ONE.id(), 1)).isEqualTo(held);
    assertThat(store().share(ONE.id(), 4)).isEqualTo(held);
    assertThat(known(ONE.id()).sharing().shares()).isEqualTo(2);
  }

  @Test
  void anotherNumberOfSharesAndNoneLeaveNoOldOnes() {
    store().share(ONE.id(), 3);
    assertThat(store().list().stream().map(it -> it.gpu().id().parts()))
        .containsExactly(1, 3, 3, 3, 1);
    store().share(ONE.id(), 1);
    assertThat(store().list().stream().map(KnownGpu::gpu)).containsExactly(ONE, TWO);
    assertThat(state(ONE.id())).isEqualTo(State.FREE);
  }

  @Test
  void whatIsLeftOnSharesIsLeftOnTheGpu() {
    ask(1, 1);
    advance();
    end(1);
    store().share(ONE.id(), 1);
    assertThat(state(ONE.id())).isEqualTo(State.DIRTY);
    store().share(ONE.id(), 4);
    assertThat(state(ONE.id().share(4, 4))).isEqualTo(State.DIRTY);
  }

  @Test
  void onlyAWholeGpuThatIsKnownIsShared() {
    assertThat(store().share(FIRST, 2)).isInstanceOf(ShareChange.Unknown.class);
    assertThat(store().share(new GpuId("GPU-none"), 2)).isInstanceOf(ShareChange.Unknown.class);
  }
}
