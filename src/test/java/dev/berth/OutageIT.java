package dev.berth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.berth.BerthProcess.Answer;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What Berth needs is away for a while: clear answers meanwhile, and nobody has to help after. */
@Timeout(600)
class OutageIT {

  private static final String SOURCE =
      System.getProperty("berth.test.source-image", "debian:bookworm-slim");

  /** Nothing listens there. */
  private static final String MISSING = "127.0.0.1:1/berth-test/missing:1";

  private static final Duration BAKED = Duration.ofMinutes(5);
  private static final Duration SOON = Duration.ofSeconds(60);
  private static final Duration AT_ONCE = Duration.ofSeconds(2);
  private static final Duration LOOK = Duration.ofSeconds(3);
  private static final Duration SOCKET_TIMEOUT = Duration.ofSeconds(5);

  /** A statement that was under way, then a wait for another connection, and some time to spare. */
  private static final Duration DATABASE_GIVEN_UP = SOCKET_TIMEOUT.plusSeconds(10);

  private static final PostgresResource DATABASE = new PostgresResource();

  @RegisterExtension
  static final BerthProcess BERTH =
      new BerthProcess(
          "outage",
          Map.of(
              "berth.node.first-port", "28050",
              "berth.node.last-port", "28099",
              "berth.image.catalogue.debian", SOURCE,
              "berth.image.retry-after", "1s",
              "berth.engine.deadline.look", LOOK.toSeconds() + "s",
              "berth.watchdog.sweep-every", "2s",
              "quarkus.datasource.jdbc.additional-jdbc-properties.socketTimeout",
                  Long.toString(SOCKET_TIMEOUT.toSeconds())));

  private static EngineProxy engine;
  private static Map<String, String> settings;
  private static SshLogin ssh;

  /** Runs all the time, whatever is away. */
  private static JsonPath kept;

  private int loggedBefore;

  @BeforeAll
  static void start() throws IOException {
    // Elsewhere the path could be longer than that of a socket may be.
    Path directory = Files.createTempDirectory("berth-");
    engine = new EngineProxy(directory.resolve("engine"));
    settings = new HashMap<>(DATABASE.start());
    settings.put("berth.engine.host", engine.host());
    BERTH.start(settings);
    ssh = new SshLogin(BERTH.home());
    BERTH.post("/api/v1/me/keys", "{\"publicKey\": \"%s\"}".formatted(ssh.publicKey())).expect(201);
    kept = request("debian");
    await().atMost(BAKED).until(() -> state(kept).equals("running"));
  }

  @AfterAll
  static void stop() throws Exception {
    BERTH.kill();
    engine.close();
    DATABASE.stop();
    if (!Command.docker("images", "-q", MISSING).isEmpty()) {
      Command.docker("rmi", MISSING);
    }
  }

  @BeforeEach
  void mark() throws IOException {
    loggedBefore = BERTH.log().size();
  }

  @Test
  void withoutAnEngineLeasesAreAcceptedAndComeUpWhenItIsBack() throws IOException {
    engine.cut();
    var lease = request("debian");
    assertThat(lease.getString("state")).isEqualTo("starting");
    assertEngineIsMissed();
    await()
        .during(Duration.ofSeconds(6))
        .atMost(SOON)
        .untilAsserted(() -> assertThat(state(kept)).isEqualTo("running"));
    assertThat(state(lease)).isEqualTo("starting");
    ssh.succeedsAt(kept);
    assertCalmLog();
    engine.mend();
    assertAllIsWell(lease);
  }

  @Test
  void aFrozenEngineHoldsNobodyUpAndNothingPilesUp() throws IOException {
    int threads = threads();
    engine.freeze();
    var leases = new ArrayList<JsonPath>();
    for (int i = 0; i < 20; i++) {
      if (i % 5 == 0) {
        leases.add(request("debian"));
      }
      BERTH.get("/api/v1/leases", AT_ONCE).expect(200);
    }
    assertEngineIsMissed();
    // Deadlines pass and the watchdog tries again, some times over.
    await()
        .during(LOOK.multipliedBy(4))
        .atMost(SOON)
        .untilAsserted(() -> assertThat(threads()).isLessThanOrEqualTo(threads + 15));
    assertThat(state(kept)).isEqualTo("running");
    assertCalmLog();
    engine.thaw();
    assertAllIsWell(leases.toArray(JsonPath[]::new));
  }

  @Test
  void aStartBesideAFrozenEngineTakesRequestsToo() throws Exception {
    BERTH.kill();
    engine.freeze();
    BERTH.start(settings);
    var lease = request("debian");
    BERTH.get("/api/v1/leases", AT_ONCE).expect(200);
    assertEngineIsMissed();
    engine.thaw();
    assertAllIsWell(lease);
  }

  @Test
  void withoutADatabaseTheApiSaysSoAndWorkspacesGoOn() throws IOException {
    var onItsWay = request("debian");
    Command.docker("pause", DATABASE.containerId());
    try {
      for (int i = 0; i < 3; i++) {
        assertProblem(
            BERTH.post("/api/v1/leases", "{\"image\": \"debian\"}", DATABASE_GIVEN_UP),
            "database-unavailable");
        assertProblem(
            BERTH.get("/api/v1/leases/" + kept.getString("id"), DATABASE_GIVEN_UP),
            "database-unavailable");
        ssh.succeedsAt(kept);
      }
      BERTH.get("/q/health/live", AT_ONCE).expect(200);
      BERTH.get("/q/health/ready", DATABASE_GIVEN_UP).expect(503);
      assertCalmLog();
    } finally {
      Command.docker("unpause", DATABASE.containerId());
    }
    await()
        .atMost(SOON)
        .untilAsserted(() -> BERTH.get("/q/health/ready", DATABASE_GIVEN_UP).expect(200));
    assertAllIsWell(onItsWay, request("debian"));
  }

  @Test
  void aMissingImageIsNamedAndAStartGoesOnOnceItIsThere() throws IOException {
    BERTH
        .post("/api/v1/images", "{\"name\": \"missing\", \"source\": \"%s\"}".formatted(MISSING))
        .expect(202);
    var lease = request("missing");
    await().atMost(SOON).until(() -> state(lease).equals("failed"));
    assertThat(read(lease).getString("reason")).contains("missing", MISSING);
    Command.docker("tag", SOURCE, MISSING);
    // Not before berth.image.retry-after.
    await()
        .atMost(BAKED)
        .pollInterval(AT_ONCE)
        .untilAsserted(
            () -> {
              BERTH.post("/api/v1/leases/" + lease.getString("id") + "/start", "").expect(202);
              assertThat(state(lease)).isEqualTo("running");
            });
    ssh.succeedsAt(lease);
  }

  @Test
  void aPortThatAForeignProcessTookIsLeftToIt() throws IOException {
    int next = request("debian").getInt("ssh.port") + 1;
    try (var _ = new ServerSocket(next, 1, InetAddress.getLoopbackAddress())) {
      var asked = request("debian");
      assertThat(asked.getInt("ssh.port")).isEqualTo(next);
      await().atMost(SOON).until(() -> state(asked).equals("running"));
      var moved = read(asked);
      assertThat(moved.getInt("ssh.port")).isNotEqualTo(next);
      assertThat(
              BERTH
                  .get("/api/v1/leases/" + asked.getString("id") + "/events")
                  .json()
                  .getList("items.kind"))
          .contains("port-moved");
      ssh.succeedsAt(moved);
    }
  }

  private static JsonPath request(String image) {
    return BERTH
        .post(
            "/api/v1/leases", "{\"image\": \"%s\", \"memory\": \"256m\"}".formatted(image), AT_ONCE)
        .expect(202)
        .json();
  }

  private static JsonPath read(JsonPath lease) {
    return BERTH.get("/api/v1/leases/" + lease.getString("id")).expect(200).json();
  }

  private static String state(JsonPath lease) {
    return read(lease).getString("state");
  }

  private static void assertProblem(Answer answer, String type) {
    answer.expect(503);
    assertThat(answer.json().getString("type")).endsWith(type);
    assertThat(answer.headers().firstValue("Retry-After")).isPresent();
  }

  private static void assertEngineIsMissed() {
    assertProblem(BERTH.get("/api/v1/admin/engine", LOOK.plus(AT_ONCE)), "engine-unavailable");
    await()
        .atMost(LOOK.multipliedBy(4))
        .untilAsserted(
            () -> {
              var health = BERTH.get("/q/health", AT_ONCE).expect(503).json();
              assertThat(health.getString("checks.find { it.status == 'DOWN' }.data.trouble"))
                  .isNotBlank();
            });
    BERTH.get("/q/health/ready", AT_ONCE).expect(200);
  }

  private static void assertAllIsWell(JsonPath... leases) throws IOException {
    for (var lease : leases) {
      await().atMost(SOON).until(() -> state(lease).equals("running"));
      ssh.succeedsAt(lease);
    }
    assertThat(state(kept)).isEqualTo("running");
    ssh.succeedsAt(kept);
    await().atMost(SOON).untilAsserted(() -> BERTH.get("/q/health").expect(200));
  }

  /** An outage is told once, beside the answers of the API, and not at every try. */
  private void assertCalmLog() throws IOException {
    var lines = BERTH.log();
    var since = List.copyOf(lines.subList(loggedBefore, lines.size()));
    assertThat(since).noneMatch(line -> line.startsWith("\tat "));
    assertThat(since.stream().filter(line -> !line.contains(" at /api/")).toList())
        .filteredOn(line -> line.contains(" WARN ") || line.contains(" ERROR "))
        .hasSizeLessThanOrEqualTo(2);
  }

  /** Threads of the operating system. */
  private static int threads() {
    return BERTH
        .get("/q/metrics", AT_ONCE)
        .expect(200)
        .body()
        .lines()
        .filter(line -> line.startsWith("jvm_threads_live_threads"))
        .map(line -> (int) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .findFirst()
        .orElseThrow();
  }
}
