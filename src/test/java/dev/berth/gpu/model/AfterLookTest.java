package dev.berth.gpu.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.berth.engine.model.VisibleGpus;
import dev.berth.engine.model.VisibleGpus.Failed;
import dev.berth.engine.model.VisibleGpus.NoAnswer;
import dev.berth.engine.model.VisibleGpus.Visible;
import dev.berth.gpu.model.AfterLook.Back;
import dev.berth.gpu.model.AfterLook.Fine;
import dev.berth.gpu.model.AfterLook.Lost;
import dev.berth.gpu.model.AfterLook.Situation;
import dev.berth.grant.model.Gpu;
import dev.berth.grant.model.OnLoss;
import dev.berth.kernel.ByteSize;
import dev.berth.kernel.GpuId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AfterLookTest {

  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  private static final Instant UP = NOON.minusSeconds(3_600);
  private static final VisibleGpus BOTH = new Visible(List.of("GPU-1", "GPU-2"));
  private static final VisibleGpus ONE = new Visible(List.of("GPU-2"));
  private static final VisibleGpus BLIND = new Failed("Failed to initialize NVML: Unknown Error");
  private static final Watched NOTHING = Watched.NOTHING;

  private static Watched lostAt(Instant at) {
    return new Watched(Optional.of(new Loss("lost", at)), Optional.empty());
  }

  private static List<KnownGpu> host(Instant seenAt) {
    return List.of(known(1, true, seenAt), known(2, true, seenAt));
  }

  private static KnownGpu known(int index, boolean present, Instant seenAt) {
    return new KnownGpu(
        new Gpu(new GpuId("GPU-" + index), index, "A100", ByteSize.ofMebibytes(1)),
        present,
        true,
        false,
        Optional.empty(),
        Optional.empty(),
        new Reading(0, null, null, 0),
        seenAt,
        Optional.empty(),
        KnownGpu.Sharing.EXCLUSIVE);
  }

  private static Situation situation(Watched before, OnLoss onLoss, List<KnownGpu> host) {
    return new Situation(
        Set.of(new GpuId("GPU-1"), new GpuId("GPU-2")), UP, before, host, onLoss, NOON);
  }

  private static AfterLook told(VisibleGpus seen, Watched before) {
    return AfterLook.of(seen, situation(before, OnLoss.TELL, host(NOON)));
  }

  private static Lost lost(VisibleGpus seen, Watched before, OnLoss onLoss, List<KnownGpu> host) {
    return (Lost) AfterLook.of(seen, situation(before, onLoss, host));
  }

  private static boolean restarts(VisibleGpus seen, Watched before, List<KnownGpu> host) {
    return lost(seen, before, OnLoss.RESTART, host).restart();
  }

  @Test
  void findsNothingWhereAWorkspaceSeesItsOwn() {
    assertThat(told(BOTH, NOTHING)).isEqualTo(new Fine());
    assertThat(told(new Visible(List.of("GPU-2", "GPU-9", "GPU-1")), NOTHING))
        .isEqualTo(new Fine());
  }

  @Test
  void tellsOfALossOnceAndKnowsSinceWhen() {
    var first = lost(BLIND, NOTHING, OnLoss.TELL, host(NOON));
    assertThat(first.kind()).isEqualTo(LossKind.NVML_ERROR);
    assertThat(first.news()).isTrue();
    assertThat(first.restart()).isFalse();
    assertThat(first.next().lossOfRun(UP)).contains(first.loss());
    assertThat(first.loss().text()).contains("Unknown Error").contains("restart");
    assertThat(first.kind().remedy()).contains("native.cgroupdriver=cgroupfs").contains("cdi");

    var since = NOON.minusSeconds(60);
    var again = lost(BLIND, lostAt(since), OnLoss.TELL, host(NOON));
    assertThat(again.news()).isFalse();
    assertThat(again.loss().since()).isEqualTo(since);
  }

  @Test
  void anEarlierRunsLossIsNotThisOnes() {
    assertThat(lost(BLIND, lostAt(UP.minusSeconds(1)), OnLoss.TELL, host(NOON)).news()).isTrue();
  }

  @Test
  void seesThatTheyAreBack() {
    assertThat(told(BOTH, lostAt(NOON.minusSeconds(60)))).isEqualTo(new Back(NOTHING));
    assertThat(told(BOTH, lostAt(UP.minusSeconds(60)))).isEqualTo(new Back(NOTHING));
  }

  @Test
  void everyAnswerButItsOwnGpusIsALoss() {
    var missing = lost(ONE, NOTHING, OnLoss.TELL, host(NOON));
    assertThat(missing.kind()).isEqualTo(LossKind.MISSING);
    assertThat(missing.loss().text()).contains("1 of its 2").contains("GPU-1");
    assertThat(told(new Visible(List.of()), NOTHING)).isInstanceOf(Lost.class);
    assertThat(told(new NoAnswer(Duration.ofSeconds(20)), NOTHING))
        .asInstanceOf(type(Lost.class))
        .satisfies(hang -> assertThat(hang.kind()).isEqualTo(LossKind.NO_ANSWER))
        .satisfies(hang -> assertThat(hang.loss().text()).contains("20 seconds"));
    var mismatch = new Failed("Failed to initialize NVML: Driver/library version mismatch");
    assertThat(lost(mismatch, NOTHING, OnLoss.TELL, host(NOON)).kind())
        .isEqualTo(LossKind.TOOL_FAILS);
  }

  @Test
  void restartsWhoAsksForItWhereTheMachineHasItsGpus() {
    var first = lost(BLIND, NOTHING, OnLoss.RESTART, host(UP));
    assertThat(first.restart()).isTrue();
    var gone = List.of(known(1, false, NOON), known(2, true, NOON));
    assertThat(restarts(BLIND, NOTHING, gone)).isFalse();
    assertThat(restarts(BLIND, NOTHING, List.of())).isFalse();
  }

  @Test
  void restartsAtMostOnceInTenMinutes() {
    var nearly = new Watched(Optional.empty(), Optional.of(NOON.minusSeconds(599)));
    assertThat(restarts(BLIND, nearly, host(UP))).isFalse();
    var enough = new Watched(Optional.empty(), Optional.of(NOON.minusSeconds(600)));
    assertThat(restarts(BLIND, enough, host(UP))).isTrue();
  }

  @Test
  void aMissingOneIsLookedForByALaterProbeBeforeARestart() {
    var since = NOON.minusSeconds(60);
    assertThat(restarts(ONE, NOTHING, host(NOON))).isFalse();
    assertThat(restarts(ONE, lostAt(since), host(since))).isFalse();
    assertThat(restarts(ONE, lostAt(since), host(since.plusSeconds(1)))).isTrue();
  }

  @Test
  void noRestartHelpsAgainstALostCardOrAHang() {
    var before = lostAt(NOON.minusSeconds(3_000));
    assertThat(restarts(new NoAnswer(Duration.ofSeconds(20)), before, host(NOON))).isFalse();
    assertThat(restarts(new Failed("GPU is lost"), before, host(NOON))).isFalse();
  }
}
