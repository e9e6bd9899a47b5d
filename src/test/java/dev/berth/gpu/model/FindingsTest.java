package dev.berth.gpu.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.engine.model.GpuProcess;
import dev.berth.engine.model.GpuReport;
import dev.berth.engine.model.ObservedGpu;
import dev.berth.engine.model.ObservedGpu.Card;
import dev.berth.engine.model.ObservedGpu.Health;
import dev.berth.engine.model.ObservedGpu.Load;
import dev.berth.engine.model.ObservedGpu.Mig;
import dev.berth.kernel.ByteSize;
import dev.berth.kernel.GpuSpot;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FindingsTest {

  private static final ByteSize GIBIBYTE = ByteSize.ofMebibytes(1024);
  private static final Health WELL = new Health(0L, false, false, false);
  private static final Mig PART = new Mig("GPU-1", "1g.10gb");

  private static ObservedGpu gpu(String uuid, Health health, @Nullable Long used) {
    return gpu(uuid, health, used, GIBIBYTE, false, null);
  }

  private static ObservedGpu gpu(
      String uuid,
      Health health,
      @Nullable Long used,
      @Nullable ByteSize memory,
      boolean divided,
      @Nullable Mig mig) {
    return new ObservedGpu(
        uuid,
        3,
        "A100",
        memory,
        used,
        new Load(40, 60, null),
        health,
        new Card("0000:3B:00.0", null, divided, null, GpuSpot.UNKNOWN),
        mig);
  }

  private static FoundGpu found(ObservedGpu gpu, GpuProcess... processes) {
    var found =
        Findings.of(
            new GpuReport.Seen(List.of(gpu), List.of(processes), List.of()),
            ByteSize.ofMebibytes(64));
    assertThat(found).hasSize(1);
    return found.getFirst();
  }

  private static long mebibytes(long count) {
    return count << 20;
  }

  @Test
  void takesOverWhatTheDriverTells() {
    var found = found(gpu("GPU-1", WELL, mebibytes(5)));
    assertThat(found.gpu().model()).isEqualTo("A100");
    assertThat(found.gpu().memory()).isEqualTo(GIBIBYTE);
    assertThat(found.reading()).isEqualTo(new Reading(5, 40, 60, 0));
    assertThat(found.busId()).contains("0000:3B:00.0");
    assertThat(found.fault()).isEmpty();
  }

  @Test
  void isCleanBelowTheLimitWhereNothingComputesOnIt() {
    var other = new GpuProcess("GPU-2", 7, "python", null);
    var own = new GpuProcess("GPU-1", 8, "python", null);
    assertThat(found(gpu("GPU-1", WELL, null), other).clean()).isTrue();
    assertThat(found(gpu("GPU-1", WELL, mebibytes(64) - 1), other).clean()).isTrue();
    assertThat(found(gpu("GPU-1", WELL, mebibytes(64)), other).clean()).isFalse();
    var used = found(gpu("GPU-1", WELL, 0L), other, own);
    assertThat(used.clean()).isFalse();
    assertThat(used.reading().processes()).isEqualTo(1);
  }

  @Test
  void namesTheWorstFault() {
    assertThat(fault(new Health(null, null, null, false))).isEmpty();
    assertThat(fault(new Health(2L, true, true, true))).contains("2 uncorrected memory errors");
    assertThat(fault(new Health(0L, true, true, true)))
        .contains("rows of its memory can't be replaced");
    assertThat(fault(new Health(0L, true, false, true)))
        .contains("it must be reset for rows of its memory to be replaced");
    assertThat(fault(new Health(0L, false, null, true))).contains("the driver can't read it");
  }

  private static Optional<String> fault(Health health) {
    return found(gpu("GPU-1", health, 0L)).fault();
  }

  @Test
  void aDividedGpuIsThereAsItsPartsAlone() {
    var whole = gpu("GPU-1", WELL, 0L, GIBIBYTE, true, null);
    var part = gpu("MIG-1", WELL, null, null, true, PART);
    var report = new GpuReport.Seen(List.of(whole, part), List.of(), List.of());
    assertThat(Findings.of(report, GIBIBYTE))
        .singleElement()
        .satisfies(
            found -> {
              assertThat(found.gpu().id().value()).isEqualTo("MIG-1");
              assertThat(found.gpu().model()).isEqualTo("A100 MIG 1g.10gb");
              assertThat(found.gpu().memory()).isEqualTo(ByteSize.ofMebibytes(10 << 10));
            });
  }

  @Test
  void memoryThatNobodyTellsIsAsGoodAsNone() {
    assertThat(found(gpu("GPU-1", WELL, 0L, null, false, null)).gpu().memory())
        .isEqualTo(ByteSize.ofMebibytes(1));
  }

  @Test
  void whatHasNoUsableNameIsLeftOut() {
    var report = new GpuReport.Seen(List.of(gpu("not a name", WELL, 0L)), List.of(), List.of());
    assertThat(Findings.of(report, GIBIBYTE)).isEmpty();
  }

  @Test
  void resultsAndLossesAreSaidAsMetricsSayThings() {
    assertThat(Probe.Result.NO_SUPPORT.word()).isEqualTo("no-support");
    assertThat(LossKind.NVML_ERROR.word()).isEqualTo("nvml-error");
  }
}
