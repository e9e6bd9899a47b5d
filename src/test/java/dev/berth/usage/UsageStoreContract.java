package dev.berth.usage;

import static dev.berth.lease.model.SampleLeases.ADA;
import static dev.berth.lease.model.SampleLeases.BOB;
import static dev.berth.lease.model.SampleLeases.NOON;
import static dev.berth.lease.model.SampleLeases.gpuSpec;
import static dev.berth.lease.model.SampleLeases.id;
import static dev.berth.lease.model.SampleLeases.request;
import static dev.berth.lease.model.SampleLeases.spec;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.grant.model.Gpu;
import dev.berth.grant.model.GpuQueue;
import dev.berth.grant.model.PortRange;
import dev.berth.kernel.ByteSize;
import dev.berth.kernel.GpuId;
import dev.berth.kernel.NodeId;
import dev.berth.kernel.PortNumber;
import dev.berth.kernel.UserId;
import dev.berth.lease.LeaseStore;
import dev.berth.lease.model.Actor;
import dev.berth.lease.model.Admission;
import dev.berth.lease.model.Lease;
import dev.berth.lease.model.LeaseSpec;
import dev.berth.lease.model.LeaseState;
import dev.berth.lease.model.LeaseState.Queued;
import dev.berth.lease.model.LeaseState.Released;
import dev.berth.lease.model.LeaseState.Releasing;
import dev.berth.lease.model.LeaseState.Running;
import dev.berth.lease.model.LeaseState.Starting;
import dev.berth.lease.model.LeaseState.Stopped;
import dev.berth.lease.model.LeaseState.Stopping;
import dev.berth.lease.model.QueueRules;
import dev.berth.lease.model.SampleLeases;
import dev.berth.plan.model.SampleLimits;
import dev.berth.usage.model.Idle;
import dev.berth.usage.model.LeaseUse;
import dev.berth.usage.model.Span;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store must tell of the use of leases. Each test begins with an empty one. */
public abstract class UsageStoreContract {

  private static final Gpu FIRST = gpu(0);
  private static final Gpu SECOND = gpu(1);
  private static final QueueRules RULES =
      SampleLeases.alike(new GpuQueue.Timing(Duration.ZERO, Duration.ofDays(1)));

  protected abstract UsageStore store();

  protected abstract LeaseStore leases();

  /** Before anything else: leases and GPUs of earlier tests are forgotten, Ada and Bob known. */
  protected void empty() {}

  /** Makes a GPU known, or clean again after a lease gave it back. */
  protected abstract void clean(Gpu gpu);

  private static Gpu gpu(int index) {
    return new Gpu(new GpuId("GPU-" + index), index, "A100", ByteSize.ofMebibytes(81_920));
  }

  private static Instant at(int minute) {
    return NOON.plus(Duration.ofMinutes(minute));
  }

  private static Span span(int from, int until) {
    return new Span(at(from), at(until));
  }

  @BeforeEach
  void begin() {
    empty();
    clean(FIRST);
    clean(SECOND);
  }

  private Lease admit(int number, UserId owner, LeaseSpec spec) {
    var rules =
        new Admission.Rules(
            new PortRange(new PortNumber(22_000), new PortNumber(22_999)),
            SampleLimits.leases(100));
    return ((Admission.Admitted)
            leases().admit(request(number, owner, "box" + number, spec), rules))
        .lease();
  }

  /** Admitted at noon, and granted its GPUs at a minute. */
  private Lease granted(int number, UserId owner, int gpus, int minute) {
    admit(number, owner, gpuSpec(gpus));
    return leases().advanceQueue(NodeId.LOCAL, at(minute), RULES).getFirst();
  }

  private Lease to(Lease lease, LeaseState state, int minute) {
    assertThat(leases().replace(lease.with(state), NOON, at(minute))).isTrue();
    return leases().find(lease.id()).orElseThrow();
  }

  private List<LeaseUse> uses(int from, int until) {
    return store()
        .uses(new UsageStore.Query(span(from, until), at(100), Optional.empty(), Optional.empty()));
  }

  private List<Span> times(int from, int until) {
    return uses(from, until).stream().map(LeaseUse::time).toList();
  }

  private void idle(Lease lease, Gpu gpu, int from, int until) {
    store().add(List.of(new Idle(lease.id(), gpu.id(), span(from, until))));
  }

  /** Of the first use of a time. */
  private Map<GpuId, Duration> idle(int from, int until) {
    return uses(from, until).getFirst().idle();
  }

  @Test
  void tellsWhoWasUpWithWhatAndForHowLong() {
    admit(1, ADA, spec());
    granted(2, BOB, 2, 5);
    var query = new UsageStore.Query(span(0, 90), at(60), Optional.empty(), Optional.of("project"));
    assertThat(store().uses(query))
        .containsExactly(
            new LeaseUse(id(1), ADA, "default", Optional.of("x"), List.of(), span(0, 60), Map.of()),
            new LeaseUse(
                id(2),
                BOB,
                "default",
                Optional.of("x"),
                List.of(FIRST.id(), SECOND.id()),
                span(5, 60),
                Map.of()));
    var others = new UsageStore.Query(span(0, 90), at(60), Optional.of(BOB), Optional.of("x"));
    assertThat(store().uses(others))
        .singleElement()
        .satisfies(
            use -> {
              assertThat(use.owner()).isEqualTo(BOB);
              assertThat(use.label()).isEmpty();
            });
  }

  @Test
  void aLeaseIsUpUntilItsContainerIsDownWhateverHappensInBetween() {
    var lease = granted(1, ADA, 1, 10);
    lease = to(lease, new Running(at(11), 1), 11);
    lease = to(lease, new Starting(at(12), 2, at(12), "died"), 12);
    lease = to(lease, new Stopping(at(13), Starting.first(at(13))), 13);
    lease = to(lease, Starting.first(at(13)), 14);
    lease = to(lease, new Stopping(at(15), new Stopped(at(15), Actor.OWNER)), 15);
    assertThat(times(0, 60)).containsExactly(span(10, 100));
    lease = to(lease, new Stopped(at(15), Actor.OWNER), 20);
    assertThat(times(0, 60)).containsExactly(span(10, 20));

    clean(FIRST);
    to(lease, new Queued(at(30)), 30);
    lease = leases().advanceQueue(NodeId.LOCAL, at(40), RULES).getFirst();
    lease = to(lease, new Releasing(at(45), Actor.OWNER), 45);
    assertThat(times(0, 60)).containsExactly(span(10, 20), span(40, 100));
    to(lease, new Released(at(46), Actor.OWNER), 50);
    assertThat(times(0, 60)).containsExactly(span(10, 20), span(40, 50));
  }

  @Test
  void whatNeverStartedOrIsReleasedFromItsRestWasNotUp() {
    var waits = admit(1, ADA, gpuSpec(9));
    to(to(waits, new Releasing(at(1), Actor.OWNER), 1), new Released(at(2), Actor.OWNER), 2);
    var rests = to(admit(2, ADA, spec()), new Stopped(at(3), Actor.OWNER), 3);
    to(to(rests, new Releasing(at(8), Actor.OWNER), 8), new Released(at(9), Actor.OWNER), 9);
    assertThat(times(0, 60)).containsExactly(span(0, 3));
  }

  @Test
  void tellsOnlyWhatHasSomeOfItsTimeInTheRange() {
    to(granted(1, ADA, 1, 10), new Stopped(at(20), Actor.OWNER), 20);
    assertThat(times(0, 10)).isEmpty();
    assertThat(times(20, 30)).isEmpty();
    assertThat(times(19, 30)).hasSize(1);
    assertThat(times(0, 11)).hasSize(1);
    assertThat(times(12, 13)).hasSize(1);
  }

  @Test
  void noStretchEndsBeforeItBeganWhateverTheClockSays() {
    to(granted(1, ADA, 1, 10), new Stopped(at(20), Actor.OWNER), 2);
    assertThat(times(0, 60)).as("nothing of it is left").isEmpty();
    granted(2, ADA, 1, 50);
    var early = new UsageStore.Query(span(0, 90), at(40), Optional.empty(), Optional.empty());
    assertThat(store().uses(early)).extracting(LeaseUse::time).containsExactly(span(50, 50));
  }

  @Test
  void addsUpIdleTimeWithinTheRange() {
    var lease = granted(1, ADA, 2, 0);
    idle(lease, FIRST, 10, 11);
    idle(lease, FIRST, 11, 12);
    idle(lease, FIRST, 20, 30);
    idle(lease, SECOND, 11, 12);
    assertThat(idle(0, 60))
        .isEqualTo(Map.of(FIRST.id(), Duration.ofMinutes(12), SECOND.id(), Duration.ofMinutes(1)));
    assertThat(idle(11, 21)).containsEntry(FIRST.id(), Duration.ofMinutes(2));
    assertThat(idle(12, 20)).isEmpty();
    assertThat(idle(22, 23)).containsExactly(Map.entry(FIRST.id(), Duration.ofMinutes(1)));
  }

  @Test
  void countsNoIdleTimeTwice() {
    var lease = granted(1, ADA, 1, 0);
    idle(lease, FIRST, 10, 20);
    idle(lease, FIRST, 10, 20);
    idle(lease, FIRST, 15, 22);
    idle(lease, FIRST, 12, 13);
    assertThat(idle(0, 60)).containsEntry(FIRST.id(), Duration.ofMinutes(12));
  }

  @Test
  void takesNoteOfIdleTimeOnlyWhereOneLeaseHeldTheGpuAllTheTime() {
    var lease = granted(1, ADA, 1, 10);
    idle(lease, FIRST, 9, 11);
    idle(lease, SECOND, 11, 12);
    assertThat(idle(0, 60)).isEmpty();
    lease = to(lease, new Stopped(at(20), Actor.OWNER), 20);
    idle(lease, FIRST, 15, 21);
    assertThat(idle(0, 60)).isEmpty();
  }

  @Test
  void noGpuWasIdleLongerThanItWasHeld() {
    var lease = granted(1, ADA, 1, 10);
    idle(lease, FIRST, 10, 30);
    to(lease, new Stopped(at(40), Actor.OWNER), 15);
    assertThat(times(0, 60)).as("the clock was set back").containsExactly(span(10, 15));
    assertThat(idle(0, 60)).containsEntry(FIRST.id(), Duration.ofMinutes(5));
  }
}
