package dev.berth.gpu.model;

import dev.berth.engine.model.GpuReport;
import dev.berth.engine.model.ObservedGpu;
import dev.berth.grant.model.Gpu;
import dev.berth.kernel.ByteSize;
import dev.berth.kernel.GpuId;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What a probe's report means for leases. */
public final class Findings {

  private static final long MEBIBYTE = 1L << 20;
  private static final ByteSize UNKNOWN = ByteSize.ofMebibytes(1);

  private Findings() {}

  /**
   * A divided GPU is there as its MIG devices alone, for nobody can use it whole.
   *
   * @param cleanBelow with as much memory in use or more, something is left on a GPU
   */
  public static List<FoundGpu> of(GpuReport.Seen report, ByteSize cleanBelow) {
    return report.gpus().stream()
        .filter(gpu -> GpuId.isValid(gpu.uuid()))
        .filter(gpu -> gpu.mig() != null || !gpu.card().migEnabled())
        .map(gpu -> found(gpu, report, cleanBelow))
        .toList();
  }

  private static FoundGpu found(ObservedGpu gpu, GpuReport.Seen report, ByteSize cleanBelow) {
    var memory = gpu.memoryUsed();
    long used = memory == null ? 0 : memory;
    var processes = report.processes().stream().filter(it -> it.gpu().equals(gpu.uuid())).count();
    return new FoundGpu(
        new Gpu(new GpuId(gpu.uuid()), gpu.index(), model(gpu), memory(gpu), gpu.card().spot()),
        new Reading(
            used / MEBIBYTE, gpu.load().utilization(), gpu.load().temperature(), (int) processes),
        fault(gpu.health()),
        processes == 0 && used < cleanBelow.bytes(),
        Optional.ofNullable(gpu.card().busId()));
  }

  private static String model(ObservedGpu gpu) {
    return gpu.mig() == null ? gpu.model() : gpu.model() + " MIG " + gpu.mig().profile();
  }

  private static ByteSize memory(ObservedGpu gpu) {
    if (gpu.memory() != null) {
      return gpu.memory();
    }
    // As in 1g.10gb.
    return Optional.ofNullable(gpu.mig())
        .flatMap(mig -> ByteSize.parse(mig.profile().replaceFirst("^.*\\.", "")))
        .orElse(UNKNOWN);
  }

  private static Optional<String> fault(ObservedGpu.Health health) {
    var ecc = health.eccUncorrected();
    return Stream.of(
            ecc == null || ecc == 0 ? "" : ecc + " uncorrected memory errors",
            Boolean.TRUE.equals(health.remapFailure())
                ? "rows of its memory can't be replaced"
                : "",
            Boolean.TRUE.equals(health.remapPending())
                ? "it must be reset for rows of its memory to be replaced"
                : "",
            health.unreadable() ? "the driver can't read it" : "")
        .filter(text -> !text.isEmpty())
        .findFirst();
  }
}
