package dev.berth.storm;

import dev.berth.BerthProcess;
import dev.berth.BerthProcess.Answer;
import dev.berth.SimulatedGpus;
import dev.berth.SshLogin;
import dev.berth.workspace.BakedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Replicas of Berth as processes of their own on one PostgreSQL, and an engine with eight simulated
 * GPUs for them alone: all may be killed at any time.
 */
final class Rig implements AfterTestExecutionCallback, AfterAllCallback {

  /** Of chaos, whose terms are short, and so are the times before their ends. */
  static final Map<String, String> CHAOS = Map.of("berth.notify.before", "30s,10s");

  private static final Duration ANSWER = Duration.ofSeconds(20);
  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final int UNAVAILABLE = 503;

  private final Path home;
  private final SimulatedGpus gpus;
  private final Database database;
  private final HostClock clock;
  private final List<BerthProcess> replicas;
  private final AtomicInteger turn = new AtomicInteger();

  /**
   * @param name of its directory under {@code target/it}
   * @param engineHome directory of all that the engine has
   * @param firstPort of two hundred for workspaces
   * @param more settings, which may replace those here
   */
  Rig(String name, Path engineHome, int firstPort, int replicas, Map<String, String> more) {
    try {
      Path directory = Files.createDirectories(Path.of("target", "it").toAbsolutePath());
      home = Files.createTempDirectory(directory, name + "-");
      BakedImage.make(home);
      gpus = SimulatedGpus.own(engineHome, BakedImage.TAG);
      gpus.setAll("watched", "");
      database = Database.make();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    clock = new HostClock(home.resolve("clock"));
    var settings = new HashMap<>(settings(firstPort));
    settings.putAll(database.settings());
    settings.putAll(clock.settings());
    settings.putAll(more);
    this.replicas =
        IntStream.rangeClosed(1, replicas)
            .mapToObj(i -> new BerthProcess(name + "-" + i, home, settings))
            .toList();
  }

  /** A directory for an engine. */
  static Path own(String name) {
    return Path.of("target", "it", name + "-engine");
  }

  /** Short times everywhere. */
  private Map<String, String> settings(int firstPort) {
    return Map.ofEntries(
        Map.entry("berth.image.catalogue.debian", BakedImage.TAG),
        Map.entry("berth.gpu.probe-image", BakedImage.TAG),
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
        Map.entry("berth.image.max-own", "3"),
        Map.entry("berth.plan.max-gpus", "100"),
        Map.entry("berth.plan.grace", "10s"),
        Map.entry("berth.gpu.probe-every", "3s"),
        Map.entry("berth.watchdog.every", "1s"),
        Map.entry("berth.watchdog.sweep-every", "2s"),
        Map.entry("berth.watchdog.health-every", "4s"),
        Map.entry("berth.watchdog.attempts", "20"),
        Map.entry("berth.watchdog.first-back-off", "200ms"),
        Map.entry("berth.watchdog.max-back-off", "2s"),
        Map.entry("berth.watchdog.stable-after", "2s"),
        Map.entry("berth.watchdog.stop-patience", "1s"));
  }

  SimulatedGpus gpus() {
    return gpus;
  }

  Database database() {
    return database;
  }

  HostClock clock() {
    return clock;
  }

  List<BerthProcess> replicas() {
    return replicas;
  }

  /** Any of them. */
  BerthProcess berth(Random random) {
    return replicas.get(random.nextInt(replicas.size()));
  }

  /** One after the other: the first one makes what all have. */
  void start() throws IOException {
    for (var berth : replicas) {
      berth.start();
    }
  }

  /** One who uses the API, by a token and an SSH key of her own. */
  record User(Rig rig, String handle, String token, SshLogin ssh) {

    /**
     * Of one replica, and of another the next time.
     *
     * @throws UncheckedIOException if there is no answer
     */
    Answer ask(String method, String path, String body, Map<String, String> more) {
      var headers = new HashMap<>(more);
      headers.put("Authorization", "Bearer " + token);
      return rig.next().send(method, "/api/v1" + path, body, headers, ANSWER);
    }

    Answer ask(String method, String path, String body) {
      return ask(method, path, body, Map.of());
    }
  }

  private BerthProcess next() {
    return replicas.get(Math.floorMod(turn.getAndIncrement(), replicas.size()));
  }

  User user(String handle) throws IOException {
    admin("POST", "/admin/users", "{\"handle\": \"%s\"}".formatted(handle)).expect(201);
    String tokens = "/admin/users/" + handle + "/tokens";
    String token =
        admin("POST", tokens, "{\"name\": \"storm\"}").expect(201).json().getString("token");
    var ssh = new SshLogin(Files.createDirectories(home.resolve("users").resolve(handle)));
    var user = new User(this, handle, token, ssh);
    user.ask("POST", "/me/keys", "{\"publicKey\": \"%s\"}".formatted(ssh.publicKey())).expect(201);
    return user;
  }

  /** The first answer that an admin gets, of any replica. */
  Answer admin(String method, String path, String body) {
    var end = Instant.now().plus(PATIENCE);
    while (true) {
      try {
        var answer = next().asAdmin(method, "/api/v1" + path, body, ANSWER);
        if (answer.status() != UNAVAILABLE || Instant.now().isAfter(end)) {
          return answer;
        }
      } catch (UncheckedIOException e) {
        if (Instant.now().isAfter(end)) {
          throw e;
        }
      }
      Pause.of(Duration.ofMillis(300));
    }
  }

  /** State by UUID, as admins see it. */
  Map<String, String> gpuStates() {
    List<Map<String, String>> items =
        admin("GET", "/admin/gpus?limit=200", "").expect(200).json().getList("items");
    var states = new HashMap<String, String>();
    items.forEach(gpu -> states.put(gpu.get("uuid"), gpu.get("state")));
    return states;
  }

  /** What the database holds. */
  Rows rows() throws Rows.AwayException {
    return Rows.read(database);
  }

  /** Names of images that were made of workspaces. */
  List<String> snapshots() throws Rows.AwayException {
    return Rows.snapshots(database);
  }

  /** What the engine has. */
  Boxes boxes() throws Boxes.AwayException {
    return Boxes.read(gpus.engine(), filter());
  }

  String filter() {
    try {
      return replicas.getFirst().filter();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void afterTestExecution(ExtensionContext context) throws IOException {
    for (var berth : replicas) {
      berth.afterTestExecution(context);
    }
  }

  @Override
  public void afterAll(ExtensionContext context) throws Exception {
    var closers = new ArrayList<AutoCloseable>();
    replicas.forEach(berth -> closers.add(() -> berth.afterAll(context)));
    closers.add(database::remove);
    closers.add(gpus::stop);
    for (var closer : closers) {
      try {
        closer.close();
      } catch (Exception e) {
        System.err.println("not cleaned up: " + e);
      }
    }
  }
}
