package dev.berth.engine.docker;

import com.github.dockerjava.api.command.TopContainerResponse;
import dev.berth.engine.model.ContainerProcess;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

/** What the host's {@code ps} says of a container. */
final class Processes {

  /** The engine finds those of the container by the first. */
  static final String COLUMNS = "-eo pid,rss,comm";

  static final String COMMAND_LINES = "-eo pid,args";

  private static final long KIBIBYTE = 1024;

  private Processes() {}

  static List<ContainerProcess> of(TopContainerResponse answer) {
    return Stream.of(Objects.requireNonNullElse(answer.getProcesses(), new String[0][]))
        .filter(row -> row.length == 3 && row[1].matches("\\d{1,15}"))
        .map(row -> new ContainerProcess(row[2], Long.parseLong(row[1]) * KIBIBYTE))
        .toList();
  }

  static List<String> commandLines(TopContainerResponse answer) {
    return Stream.of(Objects.requireNonNullElse(answer.getProcesses(), new String[0][]))
        .filter(row -> row.length == 2)
        .map(row -> row[1])
        .toList();
  }
}
