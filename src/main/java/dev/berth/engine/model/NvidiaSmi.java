package dev.berth.engine.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Asks NVIDIA's tool and reads its answers. NVIDIA promises no compatibility of them: tables are
 * read by their header, what is missing is unknown, and what is not understood becomes a remark.
 */
public final class NvidiaSmi {

  private static final String BASIC = "index,uuid,name,memory.total,memory.used,utilization.gpu";
  private static final String ALL =
      BASIC
          + ",pci.bus_id,temperature.gpu,power.draw,driver_version,mig.mode.current"
          + ",persistence_mode,ecc.errors.uncorrected.volatile.total,remapped_rows.pending"
          + ",remapped_rows.failure";

  private static final String PART =
      """
      part() {
        name=$1
        shift
        echo "== $name"
        "$@" 2>&1
        code=$?
        printf '\\n== end %s\\n' $code
        return $code
      }
      """;

  private static final String PROCESSES =
      """
      part processes nvidia-smi \
        --query-compute-apps=gpu_uuid,pid,process_name,used_gpu_memory --format=csv,nounits
      """;

  /** A driver that does not know one of the fields refuses all of them. */
  private static final String SCRIPT =
      PART
          + """
      part gpus nvidia-smi --query-gpu=%s --format=csv,nounits ||
        part gpus nvidia-smi --query-gpu=%s --format=csv,nounits
      """
              .formatted(ALL, BASIC)
          + PROCESSES
          + """
      part devices nvidia-smi -L
      part topology nvidia-smi topo -m
      """;

  private static final String LOAD =
      PART
          + "part gpus nvidia-smi --query-gpu=%s --format=csv,nounits\n".formatted(BASIC)
          + PROCESSES;

  private static final Pattern END = Pattern.compile("== end (\\d{1,3})");
  private static final Pattern GPU =
      Pattern.compile("GPU \\d+: (?<model>.*) \\(UUID: (?<uuid>[^)]+)\\)");
  private static final Pattern MIG =
      Pattern.compile("MIG +(?<profile>\\S+) +Device +\\d+: +\\(UUID: (?<uuid>[^)]+)\\)");
  private static final int LONGEST_TEXT = 500;
  private static final int MOST_REMARKS = 20;

  private NvidiaSmi() {}

  /** The command of a container that is to tell of all GPUs. */
  public static List<String> probe() {
    return List.of("/bin/sh", "-c", SCRIPT);
  }

  /** The command that tells what a container sees. */
  public static List<String> look() {
    return List.of("nvidia-smi", "-L");
  }

  /** The command that tells a container how busy its GPUs are; {@link #report} reads it. */
  public static List<String> load() {
    return List.of("/bin/sh", "-c", LOAD);
  }

  private record Part(String name, List<String> lines, int code) {}

  /** A MIG device in the list. */
  record Device(String parent, String profile, String uuid) {}

  /** Reads what {@link #probe} printed. */
  public static GpuReport report(String output) {
    Map<String, List<Part>> parts =
        parts(output).stream().collect(Collectors.groupingBy(Part::name));
    var tables =
        parts.getOrDefault("gpus", List.of()).stream()
            .map(part -> SmiTable.read(part.lines(), "uuid"))
            .toList();
    // The long query may fail for one GPU and still tell of the others.
    var table = tables.stream().filter(each -> !each.rows().isEmpty()).findFirst();
    if (table.isEmpty() && !saysNone(parts.getOrDefault("gpus", List.of()))) {
      return nothing(output);
    }
    var gpus = new ArrayList<>(table.map(SmiTable::rows).orElse(List.of()));
    var processes =
        SmiTable.read(lines(parts.getOrDefault("processes", List.of())), "gpu_uuid", "pid");
    List<String> list = lines(parts.getOrDefault("devices", List.of()));
    var remarks = new ArrayList<String>();
    table.ifPresent(each -> remarks.addAll(each.remarks()));
    list.stream().filter(line -> !isDevice(line)).forEach(remarks::add);
    return new GpuReport.Seen(
        SmiGpus.of(
            gpus,
            devices(list),
            SmiTopology.read(lines(parts.getOrDefault("topology", List.of())))),
        SmiGpus.processes(processes.rows()),
        remarks.stream().distinct().map(NvidiaSmi::cut).limit(MOST_REMARKS).toList());
  }

  /** Reads what {@link #look} printed. */
  public static VisibleGpus visible(int exitCode, String output) {
    List<String> lines = output.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
    if (lines.stream().anyMatch(line -> line.startsWith("No devices"))) {
      return new VisibleGpus.Visible(List.of());
    }
    // One that is lost has a line of its own, with which the tool may still call itself well.
    if (exitCode != 0 || lines.isEmpty() || !lines.stream().allMatch(NvidiaSmi::isDevice)) {
      return new VisibleGpus.Failed(
          lines.isEmpty() ? "exit code " + exitCode : cut(String.join("\n", lines)));
    }
    List<Device> migs = devices(lines);
    return new VisibleGpus.Visible(
        lines.stream()
            .flatMap(line -> uuid(line).stream())
            .filter(uuid -> migs.stream().noneMatch(mig -> mig.parent().equals(uuid)))
            .toList());
  }

  private static GpuReport nothing(String output) {
    String lower = output.toLowerCase(Locale.ROOT);
    String text = cut(withoutMarks(output));
    return lower.contains("couldn't communicate with the nvidia driver")
            || lower.contains("driver/library version mismatch")
        ? new GpuReport.Unsupported(text)
        : new GpuReport.Failed(text);
  }

  private static boolean saysNone(List<Part> parts) {
    return parts.stream()
        .anyMatch(
            part ->
                part.lines().stream().anyMatch(line -> line.startsWith("No devices"))
                    || (part.code() == 0 && part.lines().size() == 1));
  }

  private static List<Part> parts(String output) {
    var parts = new ArrayList<Part>();
    var lines = new ArrayList<String>();
    String name = "";
    for (String line : output.lines().map(String::stripTrailing).toList()) {
      var end = END.matcher(line);
      if (end.matches()) {
        parts.add(new Part(name, List.copyOf(lines), Integer.parseInt(end.group(1))));
        name = "";
        lines.clear();
      } else if (line.startsWith("== ")) {
        name = line.substring("== ".length());
        lines.clear();
      } else if (!line.isBlank()) {
        lines.add(line);
      }
    }
    return parts;
  }

  private static List<String> lines(List<Part> parts) {
    return parts.stream().flatMap(part -> part.lines().stream()).toList();
  }

  private static List<Device> devices(List<String> list) {
    var devices = new ArrayList<Device>();
    String parent = "";
    for (String line : list) {
      var gpu = GPU.matcher(line.strip());
      var mig = MIG.matcher(line.strip());
      if (gpu.matches()) {
        parent = gpu.group("uuid");
      } else if (mig.matches()) {
        devices.add(new Device(parent, mig.group("profile"), mig.group("uuid")));
      }
    }
    return devices;
  }

  private static boolean isDevice(String line) {
    return uuid(line).isPresent();
  }

  private static Optional<String> uuid(String line) {
    return Stream.of(GPU, MIG)
        .map(pattern -> pattern.matcher(line.strip()))
        .filter(Matcher::matches)
        .map(matcher -> matcher.group("uuid"))
        .findFirst();
  }

  private static String withoutMarks(String output) {
    return output
        .lines()
        .filter(line -> !line.startsWith("== ") && !line.isBlank())
        .distinct()
        .collect(Collectors.joining("\n"));
  }

  private static String cut(String text) {
    String stripped = text.strip();
    return stripped.length() <= LONGEST_TEXT ? stripped : stripped.substring(0, LONGEST_TEXT) + "…";
  }
}
