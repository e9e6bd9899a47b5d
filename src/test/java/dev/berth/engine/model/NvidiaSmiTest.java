package dev.berth.engine.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.engine.model.ObservedGpu.Health;
import dev.berth.kernel.ByteSize;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NvidiaSmiTest {

  private static final String A = "GPU-00000000-0000-0000-0000-00000000000a";
  private static final String B = "GPU-00000000-0000-0000-0000-00000000000b";
  private static final String MIG = "MIG-00000000-0000-0000-0000-0000000000c1";
  private static final String NOTHING_COMPUTES =
      "== processes\ngpu_uuid, pid, process_name, used_gpu_memory [MiB]\n\n== end 0\n";

  @Test
  void readsColumnsByTheirNamesInAnyOrder() {
    var gpus =
        seen(
            gpus(
                "0",
                "name, memory.used [MiB], uuid, new.field, index, utilization.gpu [%], power.draw"
                    + " [W]",
                "\"A100, special\", 12, " + A + ", x, 3, 97, 301.25"));
    assertThat(gpus).singleElement().matches(gpu -> gpu.model().equals("A100, special"));
    assertThat(gpus.getFirst().index()).isEqualTo(3);
    assertThat(gpus.getFirst().memoryUsed()).isEqualTo(12L << 20);
    assertThat(gpus.getFirst().memory()).isNull();
    assertThat(gpus.getFirst().load()).isEqualTo(new ObservedGpu.Load(97, null, 301.25));
  }

  @Test
  void readsUnitsThoughNoneWereAskedFor() {
    var gpu =
        seen(gpus("0", "uuid, memory.total, power.draw", A + ", 81920 MiB, 55.12 W")).getFirst();
    assertThat(gpu.memory()).isEqualTo(ByteSize.ofMebibytes(81_920));
    assertThat(gpu.load().power()).isEqualTo(55.12);
  }

  @ParameterizedTest
  @CsvSource({
    "[N/A], false",
    "N/A, false",
    "[Not Supported], false",
    "[Insufficient Permissions], false",
    "[Unknown Error], true",
    "[GPU is lost], true",
    "ERR!, true",
    "'', false",
    "many, false",
  })
  void whatIsNoValueIsUnknownAndAnErrorASign(String text, boolean unreadable) {
    var gpu =
        seen(gpus(
                "0",
                "uuid, utilization.gpu, memory.used, ecc.errors.uncorrected.volatile.total,"
                    + " remapped_rows.pending",
                String.join(", ", A, text, text, text, text)))
            .getFirst();
    assertThat(gpu.load().utilization()).isNull();
    assertThat(gpu.memoryUsed()).isNull();
    assertThat(gpu.health()).isEqualTo(new Health(null, null, null, unreadable));
  }

  @Test
  void takesTheShortTableWhereTheLongOneIsRefused() {
    var report =
        NvidiaSmi.report(
            "== gpus\nField \"remapped_rows.pending\" is not a valid field to query.\n\n== end 2\n"
                + gpus("0", "index, uuid", "0, " + A)
                + NOTHING_COMPUTES);
    assertThat(report)
        .isInstanceOfSatisfying(
            GpuReport.Seen.class,
            seen -> {
              assertThat(seen.gpus()).extracting(ObservedGpu::uuid).containsExactly(A);
              assertThat(seen.remarks()).isEmpty();
            });
  }

  @Test
  void takesTheLongTableWhereItFailsForOneGpuOnly() {
    String lost = "Unable to determine the device handle for GPU0000:89:00.0: Unknown Error";
    var report =
        NvidiaSmi.report(
            "== gpus\nindex, uuid, persistence_mode\n0, %s, Enabled\n%s\n== end 15\n"
                    .formatted(A, lost)
                + gpus("0", "index, uuid", "0, " + A));
    assertThat(report)
        .isInstanceOfSatisfying(
            GpuReport.Seen.class,
            seen -> {
              assertThat(seen.gpus().getFirst().card().persistence()).isTrue();
              assertThat(seen.remarks()).containsExactly(lost);
            });
  }

  @Test
  void aTableOfNoRowsIsAMachineWithoutGpus() {
    assertThat(seen(gpus("0", "index, uuid"))).isEmpty();
    assertThat(seen("== gpus\nNo devices were found\n\n== end 6\n")).isEmpty();
  }

  @Test
  void putsMigDevicesBehindTheirGpu() {
    String list =
        """
        == devices
        GPU 0: NVIDIA A100-SXM4-40GB (UUID: %s)
        GPU 1: NVIDIA A100-SXM4-40GB (UUID: %s)
          MIG 3g.20gb     Device  0: (UUID: %s)
          MIG 1g.5gb+me   Device  1: (UUID: MIG-GPU-b/1/0)

        == end 0
        """
            .formatted(A, B, MIG);
    var gpus =
        seen(
            gpus(
                    "0",
                    "index, uuid, name, mig.mode.current",
                    "1, " + B + ", X, Enabled",
                    "0, " + A + ", X, Disabled")
                + list);
    assertThat(gpus).extracting(ObservedGpu::uuid).containsExactly(A, B, MIG, "MIG-GPU-b/1/0");
    assertThat(gpus.get(1).card().migEnabled()).isTrue();
    assertThat(gpus.get(2).mig()).isEqualTo(new ObservedGpu.Mig(B, "3g.20gb"));
    assertThat(gpus.get(2).memory()).isEqualTo(ByteSize.ofMebibytes(20 << 10));
    assertThat(gpus.get(3).model()).isEqualTo("X MIG 1g.5gb+me");
  }

  @Test
  void readsProcessesWithOrWithoutTheirMemory() {
    String processes =
        """
        == processes
        gpu_uuid, pid, process_name, used_gpu_memory [MiB]
        %s, 12, /usr/bin/python3, 512
        %s, 13, [Not Found], [N/A]

        == end 0
        """
            .formatted(A, A);
    var report = (GpuReport.Seen) NvidiaSmi.report(gpus("0", "uuid", A) + processes);
    assertThat(report.processes())
        .containsExactly(
            new GpuProcess(A, 12, "/usr/bin/python3", ByteSize.ofMebibytes(512)),
            new GpuProcess(A, 13, "", null));
  }

  @Test
  void tellsADriverThatDoesNotWorkFromAnAnswerThatIsNone() {
    assertThat(
            NvidiaSmi.report(
                "== gpus\nNVIDIA-SMI has failed because it couldn't communicate with the NVIDIA"
                    + " driver. Make sure it runs.\n\n== end 9\n"))
        .isInstanceOf(GpuReport.Unsupported.class);
    assertThat(
            NvidiaSmi.report(
                "== gpus\nFailed to initialize NVML: Driver/library version mismatch\n== end 18\n"))
        .isInstanceOf(GpuReport.Unsupported.class);
    assertThat(NvidiaSmi.report("== gpus\n/bin/sh: 6: nvidia-smi: not found\n\n== end 127\n"))
        .isEqualTo(new GpuReport.Failed("/bin/sh: 6: nvidia-smi: not found"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "\n", "==", "== gpus", "== end 0", "== end 99999999999", "\0,\0", "uuid\nx"})
  void anyOtherTextIsAFailure(String output) {
    assertThat(NvidiaSmi.report(output)).isInstanceOf(GpuReport.Failed.class);
  }

  @Test
  void tellsWhatAContainerSees() {
    assertThat(NvidiaSmi.visible(0, "GPU 0: X (UUID: " + B + ")\nGPU 1: X (UUID: " + A + ")\n"))
        .isEqualTo(new VisibleGpus.Visible(List.of(B, A)));
    assertThat(
            NvidiaSmi.visible(
                0, "GPU 0: X (UUID: %s)\n  MIG 1g.5gb Device 0: (UUID: %s)\n".formatted(A, MIG)))
        .isEqualTo(new VisibleGpus.Visible(List.of(MIG)));
    assertThat(NvidiaSmi.visible(6, "No devices found.\n"))
        .isEqualTo(new VisibleGpus.Visible(List.of()));
    assertThat(NvidiaSmi.visible(255, "Failed to initialize NVML: Unknown Error\n"))
        .isEqualTo(new VisibleGpus.Failed("Failed to initialize NVML: Unknown Error"));
    assertThat(NvidiaSmi.visible(0, "Unable to determine the device handle\n"))
        .isInstanceOf(VisibleGpus.Failed.class);
    assertThat(NvidiaSmi.visible(137, "")).isEqualTo(new VisibleGpus.Failed("exit code 137"));
  }

  private static String gpus(String code, String... lines) {
    return "== gpus\n" + String.join("\n", lines) + "\n\n== end " + code + "\n";
  }

  private static List<ObservedGpu> seen(String output) {
    var report = NvidiaSmi.report(output);
    assertThat(report).isInstanceOf(GpuReport.Seen.class);
    return ((GpuReport.Seen) report).gpus();
  }
}
