package dev.berth.grant.model;

import static dev.berth.lease.model.SampleLeases.ADA;
import static dev.berth.lease.model.SampleLeases.NOON;
import static dev.berth.lease.model.SampleLeases.id;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.grant.model.GpuQueue.Orders;
import dev.berth.grant.model.GpuQueue.State;
import dev.berth.grant.model.GpuQueue.Timing;
import dev.berth.grant.model.GpuQueue.Waiting;
import dev.berth.kernel.ByteSize;
import dev.berth.kernel.GpuId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Shares of GPUs in the queue, beside whole ones. */
class GpuShareQueueTest {

  private static final Gpu WHOLE = gpu(0);
  private static final List<Gpu> OF_ONE = gpu(1).shares(2);
  private static final List<Gpu> OF_TWO = gpu(2).shares(2);
  private static final List<Gpu> ALL =
      Stream.of(List.of(WHOLE), OF_ONE, OF_TWO).flatMap(List::stream).toList();

  private static Gpu gpu(int index) {
    return new Gpu(new GpuId("GPU-" + index), index, "A100", ByteSize.ofMebibytes(80_000));
  }

  private static GpuWish shares(int count) {
    return new GpuWish(count, null, null, List.of(), true, OnLoss.TELL, false);
  }

  private static Waiting waiting(int number, GpuWish wish) {
    return new Waiting(
        id(number), ADA, wish, Set.of(), Duration.ofHours(1), 1, 0, NOON, Orders.NONE);
  }

  private static List<List<Gpu>> given(Map<GpuId, Instant> busy, Waiting... waiting) {
    var timing = new Timing(Duration.ofMinutes(1), Duration.ofHours(1));
    var seen = new State(NOON, ALL, busy, List.of(), List.of(waiting), timing);
    return GpuQueue.plan(seen).starts().stream().map(GpuQueue.Start::gpus).toList();
  }

  @Test
  void whoeverAsksForGpusGetsNoShares() {
    assertThat(given(Map.of(), waiting(1, GpuWish.of(1)), waiting(2, GpuWish.of(1))))
        .containsExactly(List.of(WHOLE));
  }

  @Test
  void whoeverAsksForSharesGetsNoWholeGpus() {
    assertThat(given(Map.of(), waiting(1, shares(5)))).isEmpty();
    assertThat(given(Map.of(), waiting(1, shares(4)))).hasSize(1);
  }

  @Test
  void anEmptyGpuComesFirst() {
    assertThat(given(Map.of(), waiting(1, shares(1)), waiting(2, shares(1)), waiting(3, shares(1))))
        .containsExactly(List.of(OF_ONE.get(0)), List.of(OF_TWO.get(0)), List.of(OF_ONE.get(1)));
  }

  @Test
  void severalAreOfDifferentGpusWherePossible() {
    var later = NOON.plusSeconds(9_999);
    assertThat(given(Map.of(OF_TWO.get(0).id(), later), waiting(1, shares(2))))
        .containsExactly(List.of(OF_ONE.get(0), OF_TWO.get(1)));
    assertThat(
            given(
                Map.of(OF_TWO.get(0).id(), later, OF_TWO.get(1).id(), later),
                waiting(1, shares(2))))
        .containsExactly(OF_ONE);
  }

  @Test
  void theMemoryThatIsAskedForIsThatOfTheShare() {
    var big =
        new GpuWish(1, null, ByteSize.ofMebibytes(40_001), List.of(), true, OnLoss.TELL, false);
    assertThat(given(Map.of(), waiting(1, big))).isEmpty();
  }
}
