package dev.berth.storm;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Containers that run though their engine does not know: Docker 20.10 loses some that it was just
 * starting when it was killed. Nobody who asks the engine can see them, so that their GPUs are
 * given to others. They are ended here as an admin would, and counted.
 */
final class LostByEngine {

  private static final Pattern HOLDER = Pattern.compile("while process (\\d+) has it");
  private static final Pattern CONTAINER = Pattern.compile("[0-9a-f]{64}");

  private final Rig rig;
  private final List<String> judged = new ArrayList<>();
  private int count;

  LostByEngine(Rig rig) {
    this.rig = rig;
  }

  int count() {
    return count;
  }

  /**
   * GPUs that were given to two containers of which the engine knows, since the last look.
   *
   * @param told what the engine's hook wrote, all of it
   */
  List<String> givenTwice(List<String> told) throws Boxes.AwayException {
    var wrong = new ArrayList<String>();
    for (String line : told.subList(judged.size(), told.size())) {
      var holder = HOLDER.matcher(line);
      if (holder.find() && isLost(Long.parseLong(holder.group(1)))) {
        count++;
      } else {
        wrong.add(line);
      }
      judged.add(line);
    }
    return wrong;
  }

  /** Leases that failed for a port which another container has: that is no fault of the engine. */
  List<String> portsOfOthers(List<Rows.Row> failed) throws Boxes.AwayException {
    var wrong = new ArrayList<String>();
    for (var row : failed) {
      for (int port : row.hostPorts()) {
        if (!Boxes.docker(rig.gpus().engine(), "ps", "-q", "--filter", "publish=" + port)
            .isBlank()) {
          wrong.add(row + " failed for port " + port + ", which another container has");
        }
      }
    }
    return wrong;
  }

  /**
   * Gives back the GPUs that Berth keeps from everybody since the engine could not start their
   * container, which runs: their leases failed for that, too.
   *
   * @param states by UUID
   */
  void restore(Map<String, String> states) throws IOException {
    for (String gpu : states.keySet()) {
      if (states.get(gpu).equals("quarantined")) {
        Path holder = rig.gpus().state().resolve("gpus").resolve(gpu).resolve("holder");
        end(Long.parseLong(Files.readString(holder).split(" ")[0]));
        rig.admin("POST", "/admin/gpus/" + gpu + "/restore", "").expect(200);
        count++;
      }
    }
  }

  private boolean isLost(long pid) throws Boxes.AwayException {
    var id = container(pid);
    if (id.isEmpty()) {
      return false;
    }
    boolean runs = !Boxes.docker(rig.gpus().engine(), "ps", "-q", "--filter", "id=" + id).isEmpty();
    if (!runs) {
      end(pid);
    }
    return !runs;
  }

  /** Over when it has ended: until then it has its GPUs. */
  private static void end(long pid) {
    var process = ProcessHandle.of(pid);
    process.ifPresent(ProcessHandle::destroyForcibly);
    await("end of " + pid).until(() -> process.filter(ProcessHandle::isAlive).isEmpty());
  }

  /** Empty where the process has ended. */
  private static String container(long pid) {
    try {
      var found = CONTAINER.matcher(Files.readString(Path.of("/proc/" + pid, "cgroup")));
      return found.find() ? found.group() : "";
    } catch (IOException e) {
      return "";
    }
  }
}
