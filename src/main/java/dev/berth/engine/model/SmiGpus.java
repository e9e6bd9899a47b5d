package dev.berth.engine.model;

import dev.berth.engine.model.NvidiaSmi.Device;
import dev.berth.engine.model.ObservedGpu.Card;
import dev.berth.engine.model.ObservedGpu.Health;
import dev.berth.engine.model.ObservedGpu.Load;
import dev.berth.engine.model.ObservedGpu.Mig;
import dev.berth.kernel.ByteSize;
import dev.berth.kernel.GpuSpot;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** GPUs out of the rows that tell of them. */
final class SmiGpus {

  private static final long MEBIBYTE = 1L << 20;
  private static final Pattern MIG_MEMORY = Pattern.compile(".*?\\.(\\d{1,5})gb.*");

  private SmiGpus() {}

  static List<ObservedGpu> of(
      List<SmiTable.Row> rows, List<Device> devices, Map<Integer, GpuSpot> spots) {
    var all = new ArrayList<ObservedGpu>();
    for (ObservedGpu gpu :
        rows.stream()
            .map(row -> gpu(row, spots))
            .sorted(Comparator.comparingInt(ObservedGpu::index))
            .toList()) {
      all.add(gpu);
      devices.stream()
          .filter(device -> device.parent().equals(gpu.uuid()))
          .map(device -> mig(gpu, device))
          .forEach(all::add);
    }
    return all;
  }

  private static ObservedGpu gpu(SmiTable.Row row, Map<Integer, GpuSpot> spots) {
    int index = row.number("index").map(Double::intValue).orElse(-1);
    return new ObservedGpu(
        row.text("uuid").orElseThrow(),
        index,
        row.text("name").orElse("unknown"),
        size(row, "memory.total").orElse(null),
        row.number("memory.used").map(mebibytes -> mebibytes.longValue() * MEBIBYTE).orElse(null),
        new Load(
            row.number("utilization.gpu").map(Double::intValue).orElse(null),
            row.number("temperature.gpu").map(Double::intValue).orElse(null),
            row.number("power.draw").orElse(null)),
        new Health(
            row.number("ecc.errors.uncorrected.volatile.total").map(Double::longValue).orElse(null),
            row.flag("remapped_rows.pending").orElse(null),
            row.flag("remapped_rows.failure").orElse(null),
            row.hasFailures()),
        new Card(
            row.text("pci.bus_id").orElse(null),
            row.text("driver_version").orElse(null),
            row.flag("mig.mode.current").orElse(false),
            row.flag("persistence_mode").orElse(null),
            spots.getOrDefault(index, GpuSpot.UNKNOWN)),
        null);
  }

  /** Its profile's name has its memory in gigabytes. */
  private static ObservedGpu mig(ObservedGpu gpu, Device device) {
    var memory = MIG_MEMORY.matcher(device.profile());
    return new ObservedGpu(
        device.uuid(),
        gpu.index(),
        gpu.model() + " MIG " + device.profile(),
        memory.matches() && !memory.group(1).matches("0+")
            ? ByteSize.ofMebibytes(Long.parseLong(memory.group(1)) << 10)
            : null,
        null,
        Load.UNKNOWN,
        gpu.health(),
        gpu.card(),
        new Mig(gpu.uuid(), device.profile()));
  }

  static List<GpuProcess> processes(List<SmiTable.Row> rows) {
    return rows.stream()
        .filter(row -> row.number("pid").isPresent())
        .map(
            row ->
                new GpuProcess(
                    row.text("gpu_uuid").orElseThrow(),
                    row.number("pid").orElseThrow().longValue(),
                    row.text("process_name").orElse(""),
                    size(row, "used_gpu_memory").orElse(null)))
        .toList();
  }

  private static Optional<ByteSize> size(SmiTable.Row row, String name) {
    return row.number(name)
        .map(Double::longValue)
        .filter(mebibytes -> mebibytes > 0)
        .map(ByteSize::ofMebibytes);
  }
}
