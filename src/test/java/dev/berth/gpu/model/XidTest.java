package dev.berth.gpu.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.grant.model.Gpu;
import dev.berth.kernel.ByteSize;
import dev.berth.kernel.GpuId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class XidTest {

  private static final Xid FALLEN = new Xid("0000:3b:00", 79);

  private static KnownGpu on(int index, String busId) {
    return new KnownGpu(
        new Gpu(new GpuId("GPU-" + index), index, "A100", ByteSize.ofMebibytes(1)),
        true,
        true,
        false,
        Optional.empty(),
        Optional.empty(),
        new Reading(0, null, null, 0),
        Instant.EPOCH,
        Optional.of(busId).filter(it -> !it.isEmpty()),
        KnownGpu.Sharing.EXCLUSIVE);
  }

  @Test
  void readsALineInTheWaysInWhichItIsWritten() {
    assertThat(
            Xid.in(
                "Nov 25 13:00:01 gpu1 kernel: [6781741.548779] NVRM: Xid (PCI:0000:3b:00): 79,"
                    + " pid='<unknown>', name=<unknown>, GPU has fallen off the bus."))
        .contains(FALLEN);
    assertThat(Xid.in("[ 2.1]NVRM: Xid (0000:3B:00): 79, GPU has fallen off the bus."))
        .contains(FALLEN);
    assertThat(Xid.in("NVRM: Xid (PCI:00000000:3b:00.0): 79, GPU has fallen off the bus."))
        .contains(FALLEN);
    assertThat(Xid.in("NVRM: Xid (PCI:0000:10:1c): 63, pid=1896, Row Remapper: New row marked"))
        .contains(new Xid("0000:10:1c", 63));
  }

  @Test
  void readsNothingElse() {
    assertThat(Xid.in("")).isEmpty();
    assertThat(Xid.in("NVRM: GPU 0000:3b:00.0: GPU has fallen off the bus.")).isEmpty();
    assertThat(Xid.in("nvidia-nvswitch1: SXid (PCI:0000:06:00.0): 20034, Fatal")).isEmpty();
    assertThat(Xid.in("comm=xNVRM: Xid (PCI:0000:3b:00): 79, ")).isEmpty();
    assertThat(Xid.in("NVRM: Xid (PCI:0000:3b:00): 7900000, ")).isEmpty();
  }

  @Test
  void aFatalOneHasAMeaningAndThatOfAProgramHasNone() {
    assertThat(FALLEN.fault()).get().asString().startsWith("Xid 79: fallen off the bus");
    for (int fatal : List.of(48, 62, 64, 74, 95, 119, 120, 140, 143)) {
      assertThat(new Xid("0000:3b:00", fatal).fault()).as("Xid " + fatal).isPresent();
    }
    for (int harmless : List.of(13, 31, 43, 45, 63, 92, 94, 154)) {
      assertThat(new Xid("0000:3b:00", harmless).fault()).as("Xid " + harmless).isEmpty();
    }
  }

  @Test
  void findsTheGpuByWhereItSitsAndAllPartsOfADividedOne() {
    var one = on(1, "00000000:3B:00.0");
    var part = on(2, "00000000:3B:00.0");
    var others = List.of(on(3, "00000001:3B:00.0"), on(4, "00000000:3C:00.0"), on(5, ""));
    assertThat(FALLEN.among(List.of(one, others.get(0), part, others.get(1), others.get(2))))
        .containsExactly(one, part);
    assertThat(FALLEN.among(List.of(on(6, "[N/A]")))).isEmpty();
  }
}
