package dev.berth.storm;

import dev.berth.BerthProcess;
import dev.berth.BerthProcess.Answer;
import dev.berth.SimulatedGpus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Berth as a process of its own, and an engine with eight simulated GPUs for it alone: both may be
 * killed at any time.
 */
final class Rig implements AfterTestExecutionCallback, AfterAllCallback {

  private static final Duration ANSWER = Duration.ofSeconds(20);

  private final SimulatedGpus gpus;
  private final BerthProcess berth;
  private final int firstPort;

  /**
   * @param name of its directory under {@code target/it}
   * @param engineHome directory of all that the engine has
   * @param firstPort of two hundred for workspaces
   * @param more settings, which may replace those here
   */
  Rig(String name, Path engineHome, int firstPort, Map<String, String> more) {
    this.firstPort = firstPort;
    gpus = SimulatedGpus.own(engineHome);
    gpus.setAll("watched", "");
    var settings = new HashMap<>(settings());
    settings.putAll(more);
    berth = new BerthProcess(name, settings);
  }

  /** A directory for an engine. */
  static Path own(String name) {
    return Path.of("target", "it", name + "-engine");
  }

  /** Short times everywhere. */
  private Map<String, String> settings() {
    return Map.ofEntries(
        Map.entry("berth.engine.host", gpus.engine()),
        Map.entry("berth.engine.deadline.look", "5s"),
        Map.entry("berth.engine.deadline.change", "8s"),
        Map.entry("berth.engine.deadline.start", "8s"),
        Map.entry("berth.engine.deadline.gpus", "10s"),
        Map.entry("berth.node.bind-address", "0.0.0.0"),
        Map.entry("berth.node.address", gpus.address()),
        Map.entry("berth.node.probe-address", gpus.address()),
        Map.entry("berth.node.first-port", Integer.toString(firstPort)),
        Map.entry("berth.node.last-port", Integer.toString(firstPort + 199)),
        // Its disk is small, and is filled on purpose.
        Map.entry("berth.disk.least-free", "off"),
        Map.entry("berth.plan.max-gpus", "100"),
        Map.entry("berth.plan.grace", "10s"),
        Map.entry("berth.gpu.probe-every", "3s"),
        Map.entry("berth.watchdog.every", "1s"),
        Map.entry("berth.watchdog.sweep-every", "2s"),
        Map.entry("berth.watchdog.first-back-off", "200ms"),
        Map.entry("berth.watchdog.max-back-off", "2s"),
        Map.entry("berth.watchdog.stable-after", "2s"),
        Map.entry("berth.watchdog.stop-patience", "1s"));
  }

  SimulatedGpus gpus() {
    return gpus;
  }

  BerthProcess berth() {
    return berth;
  }

  /** One who uses the API, by a token of her own. */
  record User(Rig rig, String handle, String token) {

    /**
     * @throws UncheckedIOException if there is no answer
     */
    Answer ask(String method, String path, String body, Map<String, String> more) {
      var headers = new HashMap<>(more);
      headers.put("Authorization", "Bearer " + token);
      return rig.berth.send(method, "/api/v1" + path, body, headers, ANSWER);
    }

    Answer ask(String method, String path, String body) {
      return ask(method, path, body, Map.of());
    }
  }

  User user(String handle) {
    berth.post("/api/v1/admin/users", "{\"handle\": \"%s\"}".formatted(handle)).expect(201);
    String token =
        berth
            .post("/api/v1/admin/users/" + handle + "/tokens", "{\"name\": \"storm\"}")
            .expect(201)
            .json()
            .getString("token");
    return new User(this, handle, token);
  }

  /** State by UUID, as admins see it. */
  Map<String, String> gpuStates() {
    List<Map<String, String>> items =
        berth.get("/api/v1/admin/gpus?limit=200").expect(200).json().getList("items");
    var states = new HashMap<String, String>();
    items.forEach(gpu -> states.put(gpu.get("uuid"), gpu.get("state")));
    return states;
  }

  /** What the database holds. */
  Rows rows() throws Rows.AwayException {
    return Rows.read(berth.home());
  }

  /** What the engine has. */
  Boxes boxes() throws Boxes.AwayException {
    return Boxes.read(gpus.engine(), filter());
  }

  String filter() {
    try {
      return berth.filter();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void afterTestExecution(ExtensionContext context) throws IOException {
    berth.afterTestExecution(context);
  }

  @Override
  public void afterAll(ExtensionContext context) throws Exception {
    try {
      berth.afterAll(context);
    } finally {
      gpus.stop();
    }
  }
}
