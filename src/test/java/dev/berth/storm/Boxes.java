package dev.berth.storm;

import static java.util.Comparator.comparing;
import static java.util.stream.Collectors.toMap;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.berth.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The containers of an installation, one after another, as the engine itself shows them.
 *
 * @param containers by id
 */
record Boxes(Map<String, Box> containers) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** In a storm the engine may be away too. */
  static final class AwayException extends Exception {
    private static final long serialVersionUID = 1;

    AwayException(String message) {
      super(message);
    }
  }

  /**
   * @param gpus that the engine was asked for
   * @param startedAt changes with each start
   */
  record Box(
      String id, String name, String lease, boolean running, String startedAt, Set<String> gpus) {

    /** Those of its processes that run this program. */
    List<ProcessHandle> processes(String program) {
      return ProcessHandle.allProcesses()
          .filter(process -> isIn(process.pid(), "cgroup", id))
          .filter(process -> isIn(process.pid(), "comm", program))
          .toList();
    }

    private static boolean isIn(long pid, String file, String text) {
      try {
        return Files.readString(Path.of("/proc/" + pid, file)).contains(text);
      } catch (IOException e) {
        return false;
      }
    }

    boolean sharesGpusWith(Box other) {
      return gpus.stream().anyMatch(other.gpus::contains);
    }
  }

  static Boxes read(String engine, String filter) throws AwayException {
    var ids =
        docker(engine, "ps", "-aq", "--no-trunc", "--filter", filter)
            .lines()
            .filter(line -> !line.isBlank())
            .toList();
    var found = new ArrayList<Box>();
    for (String id : ids) {
      try {
        found.add(box(JSON.readTree(docker(engine, "inspect", "--format", "{{json .}}", id))));
      } catch (AwayException e) {
        if (!String.valueOf(e.getMessage()).contains("No such")) {
          throw e;
        }
      } catch (JsonProcessingException e) {
        throw new AssertionError(e);
      }
    }
    return new Boxes(found.stream().collect(toMap(Box::id, box -> box)));
  }

  static String docker(String engine, String... arguments) throws AwayException {
    var result =
        Shell.run(
            Stream.concat(Stream.of("timeout", "20", "docker", "-H", engine), Stream.of(arguments))
                .toList());
    if (result.exitCode() != 0) {
      throw new AwayException(result.output());
    }
    return result.output();
  }

  private static Box box(JsonNode inspected) {
    var gpus = new TreeSet<String>();
    for (var request : inspected.at("/HostConfig/DeviceRequests")) {
      request.path("DeviceIDs").forEach(id -> gpus.add(id.asText()));
    }
    return new Box(
        inspected.path("Id").asText(),
        inspected.path("Name").asText().substring(1),
        inspected.path("Config").path("Labels").path("dev.berth.lease").asText(),
        inspected.at("/State/Running").asBoolean(),
        inspected.at("/State/StartedAt").asText(),
        gpus);
  }

  /** In an order that does not hang on ids. */
  List<Box> all() {
    return containers.values().stream().sorted(comparing(Box::lease)).toList();
  }

  List<Box> running() {
    return all().stream().filter(Box::running).toList();
  }

  /** Those that ran in both looks, and so all the time between them. */
  List<Box> runningSince(Boxes before) {
    return running().stream().filter(box -> box.equals(before.containers.get(box.id()))).toList();
  }

  /** Pairs of these with a GPU in common. */
  static List<String> shared(List<Box> running) {
    var found = new ArrayList<String>();
    for (var one : running) {
      for (var other : running) {
        if (one.id().compareTo(other.id()) < 0 && one.sharesGpusWith(other)) {
          found.add(one + " and " + other + " have a GPU in common");
        }
      }
    }
    return found;
  }
}
