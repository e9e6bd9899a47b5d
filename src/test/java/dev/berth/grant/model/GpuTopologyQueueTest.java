package dev.berth.grant.model;

import static dev.berth.lease.model.SampleLeases.ADA;
import static dev.berth.lease.model.SampleLeases.NOON;
import static dev.berth.lease.model.SampleLeases.id;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.grant.model.GpuQueue.Orders;
import dev.berth.grant.model.GpuQueue.Plan;
import dev.berth.grant.model.GpuQueue.State;
import dev.berth.grant.model.GpuQueue.Timing;
import dev.berth.grant.model.GpuQueue.Waiting;
import dev.berth.kernel.ByteSize;
import dev.berth.kernel.GpuId;
import dev.berth.kernel.GpuSpot;
import dev.berth.kernel.LeaseId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Several GPUs for one lease: neighbours where that costs nobody time. */
class GpuTopologyQueueTest {

  private static final Duration SETTLE = Duration.ofMinutes(1);

  private static Gpu gpu(int index, @Nullable Integer link, @Nullable Integer numa) {
    return gpu(index, 80_000, new GpuSpot(link, numa));
  }

  private static Gpu gpu(int index, int mebibytes, GpuSpot spot) {
    return new Gpu(new GpuId("GPU-" + index), index, "A100", ByteSize.ofMebibytes(mebibytes), spot);
  }

  private static Waiting waiting(int number, int count, int minutes, Set<GpuId> before) {
    return new Waiting(
        id(number),
        ADA,
        GpuWish.of(count),
        before,
        Duration.ofMinutes(minutes),
        1,
        0,
        NOON,
        Orders.NONE);
  }

  private static Plan plan(
      List<Gpu> gpus, Map<GpuId, Instant> busy, Instant now, List<Waiting> waiting) {
    return GpuQueue.plan(
        new State(now, gpus, busy, List.of(), waiting, new Timing(SETTLE, Duration.ofHours(1))));
  }

  private static List<Integer> given(List<Gpu> gpus, int count, Set<GpuId> before) {
    return plan(gpus, Map.of(), NOON, List.of(waiting(1, count, 60, before)))
        .starts()
        .getFirst()
        .gpus()
        .stream()
        .map(Gpu::index)
        .toList();
  }

  @Test
  void gpusThatNvlinkConnectsComeFirst() {
    var gpus = List.of(gpu(0, null, 0), gpu(1, 1, 0), gpu(2, 2, 1), gpu(3, 2, 1), gpu(4, 1, 0));
    assertThat(given(gpus, 2, Set.of())).containsExactly(2, 3);
    assertThat(given(gpus, 1, Set.of())).containsExactly(0);
  }

  @Test
  void withoutNvlinkThoseOfOneMemoryNodeDo() {
    var gpus = List.of(gpu(0, null, 0), gpu(1, null, 1), gpu(2, 2, 0), gpu(3, null, 1));
    assertThat(given(gpus, 2, Set.of())).containsExactly(0, 2);
    assertThat(given(gpus.subList(1, 4), 2, Set.of())).containsExactly(1, 3);
  }

  @Test
  void whereNoGroupIsBigEnoughAnyDo() {
    var gpus = List.of(gpu(0, 0, 0), gpu(1, 1, 1), gpu(2, 1, 1));
    assertThat(given(gpus, 3, Set.of())).containsExactly(0, 1, 2);
  }

  @Test
  void noBiggerGpusAreTakenForIt() {
    var apart = gpu(0, 40_000, new GpuSpot(null, 0));
    var other = gpu(1, 40_000, new GpuSpot(null, 1));
    var gpus = List.of(apart, other, gpu(2, 2, 0), gpu(3, 2, 0));
    assertThat(given(gpus, 2, Set.of())).containsExactly(0, 1);
  }

  @Test
  void thoseItHadBeforeComeFirst() {
    var gpus = List.of(gpu(0, null, 0), gpu(1, null, 1), gpu(2, 2, 1), gpu(3, 2, 1));
    assertThat(given(gpus, 2, Set.of(gpus.get(0).id(), gpus.get(1).id()))).containsExactly(0, 1);
  }

  /** Six GPUs: who holds which until when, where they are, and who waits for how many. */
  record Case(
      List<Integer> heldUntil, List<Integer> links, List<Integer> counts, List<Integer> minutes) {

    List<Gpu> gpus(boolean known) {
      return IntStream.range(0, heldUntil.size())
          .mapToObj(i -> known ? gpu(i, links.get(i), links.get(i) % 2) : gpu(i, null, null))
          .toList();
    }

    Map<GpuId, Instant> busy() {
      var busy = new HashMap<GpuId, Instant>();
      for (int i = 0; i < heldUntil.size(); i++) {
        if (heldUntil.get(i) > 0) {
          busy.put(new GpuId("GPU-" + i), at(heldUntil.get(i)));
        }
      }
      return busy;
    }

    List<Waiting> waiting() {
      return IntStream.range(0, counts.size())
          .mapToObj(
              i -> GpuTopologyQueueTest.waiting(i + 1, counts.get(i), minutes.get(i), Set.of()))
          .toList();
    }
  }

  private static Instant at(int minute) {
    return NOON.plus(Duration.ofMinutes(minute));
  }

  @Provide
  Arbitrary<Case> cases() {
    return Combinators.combine(
            Arbitraries.integers().between(0, 8).list().ofSize(6),
            Arbitraries.integers().between(0, 3).list().ofSize(6),
            Arbitraries.integers().between(1, 6).list().ofSize(5),
            Arbitraries.integers().between(1, 8).list().ofSize(5))
        .as(Case::new);
  }

  private static Map<LeaseId, Instant> starts(Plan plan, Instant now) {
    var starts = new HashMap<LeaseId, Instant>();
    plan.starts().forEach(start -> starts.put(start.lease(), now));
    plan.places().forEach(it -> starts.put(it.lease(), it.earliestStart().orElseThrow()));
    return starts;
  }

  @Property
  void noLeaseStartsLaterForItsOwnPreference(@ForAll("cases") Case given) {
    for (var lease : given.waiting()) {
      var with = plan(given.gpus(true), given.busy(), NOON, List.of(lease));
      var without = plan(given.gpus(false), given.busy(), NOON, List.of(lease));
      assertThat(starts(with, NOON)).isEqualTo(starts(without, NOON));
    }
  }

  /** Plans again each minute, as Berth does; whoever starts runs to the end of the term. */
  @Property
  void nobodyStartsLaterThanTheFirstEstimateAndNoGpuIsGivenTwice(@ForAll("cases") Case given) {
    var busy = given.busy();
    var waiting = new ArrayList<>(given.waiting());
    var promised = new HashMap<LeaseId, Instant>();
    for (int minute = 0; !waiting.isEmpty(); minute++) {
      var now = at(minute);
      busy.values().removeIf(until -> !until.plus(SETTLE).isAfter(now));
      var plan = plan(given.gpus(true), busy, now, waiting);
      starts(plan, now).forEach(promised::putIfAbsent);
      for (var start : plan.starts()) {
        var lease =
            waiting.stream().filter(it -> it.lease().equals(start.lease())).findAny().orElseThrow();
        assertThat(start.gpus()).hasSize(lease.wish().count()).doesNotHaveDuplicates();
        for (var gpu : start.gpus()) {
          assertThat(busy.put(gpu.id(), now.plus(lease.term()))).as("held").isNull();
        }
        assertThat(promised.get(start.lease())).isAfterOrEqualTo(now);
        waiting.remove(lease);
      }
    }
  }
}
