package dev.berth.watchdog.model;

import dev.berth.engine.model.ContainerProcess;
import dev.berth.kernel.ByteSize;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/** Tells the owner of a workspace what it ran out of memory with. */
public final class MemoryReport {

  private static final int LARGEST = 3;
  private static final double MEBIBYTE = 1 << 20;
  private static final double GIBIBYTE = 1 << 30;

  private MemoryReport() {}

  /**
   * Puts into words what could be learnt.
   *
   * @param inUse after the kill
   * @param processes those that live on
   */
  public static String of(ByteSize limit, OptionalLong inUse, List<ContainerProcess> processes) {
    var text =
        new StringBuilder("a process in your workspace was killed for lack of memory: limit ")
            .append(limit);
    inUse.ifPresent(bytes -> text.append(", in use ").append(words(bytes)));
    if (!processes.isEmpty()) {
      text.append("; largest processes: ")
          .append(
              processes.stream()
                  .sorted(Comparator.comparingLong(ContainerProcess::memoryBytes).reversed())
                  .limit(LARGEST)
                  .map(it -> name(it) + " " + words(it.memoryBytes()))
                  .collect(Collectors.joining(", ")));
    }
    return text.toString();
  }

  /** A process names itself as it likes. */
  private static String name(ContainerProcess process) {
    return process.program().replaceAll("\\p{IsControl}", "?");
  }

  private static String words(long bytes) {
    return bytes < GIBIBYTE
        ? Math.round(bytes / MEBIBYTE) + "m"
        : String.format(Locale.ROOT, "%.1fg", bytes / GIBIBYTE);
  }
}
