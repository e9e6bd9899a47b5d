package dev.berth.idle.model;

import dev.berth.engine.model.Counters;
import dev.berth.idle.model.Look.Gpu;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a workspace did between two looks, or at the most in several such times.
 *
 * @param cpuPercent of one CPU
 * @param network bytes a second; null where it is not its own
 * @param disk bytes a second
 * @param gpu null where it has none
 * @param terminals that are open
 * @param input whether something was typed into one
 */
public record Activity(
    double cpuPercent,
    @Nullable Double network,
    double disk,
    @Nullable Gpu gpu,
    int terminals,
    boolean input) {

  private static final double NANOS = 1e9;
  private static final double PERCENT = 100;

  /**
   * @param time not more than passed between the two
   */
  static Activity between(
      Counters before, Map<String, Long> inputsBefore, Look now, Duration time) {
    double seconds = time.toNanos() / NANOS;
    var counters = now.counters();
    var inputs = now.inputs() == null ? inputsBefore : now.inputs();
    return new Activity(
        counters.cpu().minus(before.cpu()).toNanos() / NANOS / seconds * PERCENT,
        counters.network() == null || before.network() == null
            ? null
            : (counters.network() - before.network()) / seconds,
        (counters.disk() - before.disk()) / seconds,
        now.gpu(),
        inputs.size(),
        // By being another than before, not by being late: clocks can be set.
        inputs.entrySet().stream()
            .anyMatch(each -> !each.getValue().equals(inputsBefore.get(each.getKey()))));
  }

  /** The signals that count as use, for people. */
  List<String> uses(Thresholds from) {
    var uses = new ArrayList<String>();
    if (cpuPercent >= from.cpuPercent()) {
      uses.add(cpuText());
    }
    if (gpu != null && gpu.percent() >= from.gpuPercent()) {
      uses.add("GPU " + gpu.percent() + " %");
    }
    if (gpu != null && gpu.processes() >= from.gpuProcesses()) {
      uses.add("GPU processes " + gpu.processes());
    }
    if (network != null && network >= from.network()) {
      uses.add("network " + rate(network));
    }
    if (disk >= from.disk()) {
      uses.add("disk " + rate(disk));
    }
    if (input) {
      uses.add("input on a terminal");
    }
    return uses;
  }

  /** The most of each signal. */
  Activity most(Activity other) {
    return new Activity(
        Math.max(cpuPercent, other.cpuPercent),
        network == null || other.network == null ? null : Math.max(network, other.network),
        Math.max(disk, other.disk),
        gpu == null || other.gpu == null
            ? null
            : new Gpu(
                Math.max(gpu.percent(), other.gpu.percent()),
                Math.max(gpu.processes(), other.gpu.processes())),
        Math.max(terminals, other.terminals),
        input || other.input);
  }

  /** All signals, for people. */
  public String text() {
    return Stream.of(
            cpuText(),
            network == null ? "" : "network " + rate(network),
            "disk " + rate(disk),
            gpu == null ? "" : "GPU " + gpu.percent() + " %, GPU processes " + gpu.processes(),
            (input ? "input on " : "no input on ")
                + terminals
                + (terminals == 1 ? " terminal" : " terminals"))
        .filter(each -> !each.isEmpty())
        .collect(Collectors.joining(", "));
  }

  private String cpuText() {
    return String.format(Locale.ROOT, "CPU %.1f %%", cpuPercent);
  }

  private static String rate(double bytes) {
    return String.format(Locale.ROOT, "%.1f kB/s", bytes / 1000);
  }
}
