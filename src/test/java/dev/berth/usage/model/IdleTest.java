package dev.berth.usage.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.gpu.model.FoundGpu;
import dev.berth.gpu.model.KnownGpu;
import dev.berth.gpu.model.Reading;
import dev.berth.grant.model.Gpu;
import dev.berth.kernel.ByteSize;
import dev.berth.kernel.GpuId;
import dev.berth.kernel.LeaseId;
import dev.berth.kernel.UserId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class IdleTest {

  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  private static final Idle.Rule RULE = new Idle.Rule(5, Duration.ofSeconds(90));
  private static final LeaseId LEASE = new LeaseId("%026d".formatted(1));
  private static final Gpu GPU =
      new Gpu(new GpuId("GPU-0"), 0, "A100", ByteSize.ofMebibytes(81_920));

  private static KnownGpu known(boolean present, boolean held) {
    return known(GPU, present, held);
  }

  private static KnownGpu known(Gpu gpu, boolean present, boolean held) {
    return new KnownGpu(
        gpu,
        present,
        true,
        false,
        Optional.empty(),
        held ? Optional.of(new KnownGpu.Holder(new UserId("ada"), LEASE, "box")) : Optional.empty(),
        new Reading(0, 99, 30, 1),
        NOON,
        Optional.empty(),
        KnownGpu.Sharing.EXCLUSIVE);
  }

  private static List<Idle> after(int seconds, KnownGpu before, @Nullable Integer utilization) {
    var found = new FoundGpu(GPU, new Reading(3, utilization, 30, 0), Optional.empty());
    return Idle.of(List.of(before), List.of(found), NOON.plusSeconds(seconds), RULE);
  }

  @Test
  void aProbeStandsForTheTimeSinceTheProbeBefore() {
    assertThat(after(30, known(true, true), 4))
        .containsExactly(new Idle(LEASE, GPU.id(), new Span(NOON, NOON.plusSeconds(30))));
    assertThat(after(90, known(true, true), 0)).hasSize(1);
  }

  @Test
  void whatWorksIsNotIdleAndWhatTellsNothingNeither() {
    assertThat(after(30, known(true, true), 5)).isEmpty();
    assertThat(after(30, known(true, true), null)).isEmpty();
  }

  @Test
  void nobodysGpuIsNobodysIdleTime() {
    assertThat(after(30, known(true, false), 0)).isEmpty();
  }

  @Test
  void afterALongPauseOrWhereTheProbeBeforeDidNotFindItNobodyKnows() {
    assertThat(after(91, known(true, true), 0)).isEmpty();
    assertThat(after(30, known(false, true), 0)).isEmpty();
    assertThat(Idle.of(List.of(), List.of(), NOON, RULE)).isEmpty();
  }

  @Test
  void whileAGpuDoesNothingItsSharesDoNothing() {
    var shares = GPU.shares(2);
    var before =
        List.of(
            known(GPU, true, false),
            known(shares.get(0), true, true),
            known(shares.get(1), true, false));
    var found = new FoundGpu(GPU, new Reading(3, 0, 30, 0), Optional.empty());
    assertThat(Idle.of(before, List.of(found), NOON.plusSeconds(30), RULE))
        .extracting(Idle::gpu)
        .containsExactly(shares.get(0).id());
  }

  @Test
  void noTimeIsTakenFromAClockThatWasSetBack() {
    assertThat(after(-30, known(true, true), 0)).isEmpty();
    assertThat(after(0, known(true, true), 0)).isEmpty();
  }
}
