package dev.berth.engine.model;

import dev.berth.kernel.GpuSpot;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where GPUs are to each other, out of the matrix that {@code nvidia-smi topo -m} prints. */
final class SmiTopology {

  private static final Pattern COLOUR = Pattern.compile("\\x1B\\[[0-9;]*m");
  private static final Pattern GPU = Pattern.compile("GPU(\\d{1,4})");
  private static final Pattern NVLINK = Pattern.compile("NV\\d{1,3}");
  private static final Pattern NUMA = Pattern.compile("\\d{1,4}");
  private static final String NUMA_COLUMN = "NUMA Affinity";

  private SmiTopology() {}

  /** By index; what is not understood is not known. */
  static Map<Integer, GpuSpot> read(List<String> lines) {
    var rows = lines.stream().map(SmiTopology::cells).toList();
    var header = rows.stream().filter(row -> row.contains("GPU0")).findFirst();
    if (header.isEmpty()) {
      return Map.of();
    }
    var names = header.get();
    Map<Integer, Integer> links = new TreeMap<>();
    Map<Integer, Integer> nodes = new HashMap<>();
    for (var row : rows) {
      var own = index(row.getFirst());
      if (own.isPresent() && !row.equals(names)) {
        int gpu = own.get();
        for (int i = 1; i < Math.min(row.size(), names.size()); i++) {
          var other = index(names.get(i));
          if (other.isPresent() && NVLINK.matcher(row.get(i)).matches()) {
            join(links, gpu, other.get());
          }
        }
        int at = names.indexOf(NUMA_COLUMN);
        if (0 < at && at < row.size() && NUMA.matcher(row.get(at)).matches()) {
          nodes.put(gpu, Integer.valueOf(row.get(at)));
        }
      }
    }
    var spots = new HashMap<Integer, GpuSpot>();
    Stream.concat(links.keySet().stream(), nodes.keySet().stream())
        .forEach(gpu -> spots.put(gpu, new GpuSpot(links.get(gpu), nodes.get(gpu))));
    return spots;
  }

  /** Both, and all that each is connected to already, are one group from now on. */
  private static void join(Map<Integer, Integer> links, int one, int other) {
    int first = links.getOrDefault(one, one);
    int second = links.getOrDefault(other, other);
    int least = Math.min(first, second);
    links.replaceAll((_, group) -> group == first || group == second ? least : group);
    links.put(one, least);
    links.put(other, least);
  }

  private static List<String> cells(String line) {
    return Stream.of(COLOUR.matcher(line).replaceAll("").split("\t", -1))
        .map(String::strip)
        .toList();
  }

  private static Optional<Integer> index(@Nullable String cell) {
    return Optional.ofNullable(cell)
        .map(GPU::matcher)
        .filter(found -> found.matches())
        .map(found -> Integer.valueOf(found.group(1)));
  }
}
