package dev.berth.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.greaterThan;
import static org.hamcrest.Matchers.greaterThanOrEqualTo;
import static org.hamcrest.Matchers.nullValue;

import dev.berth.PostgresResource;
import dev.berth.RealEngine;
import dev.berth.account.Role;
import dev.berth.audit.Audit;
import dev.berth.node.Installation;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people do inside of a workspace, through the API, on the real engine. */
@QuarkusTest
@TestProfile(RealEngine.class)
@QuarkusTestResource(PostgresResource.class)
class InsideIT {

  private static final Duration SECONDS = Duration.ofSeconds(20);
  private static final String KILL = "/api/v1/leases/box/kill";
  private static String installationId = "";

  private final TestUsers users;
  private final Installation installation;
  private final Audit audit;
  @TempDir Path directory;
  private Tenant alice;
  private Box box;

  InsideIT(TestUsers users, Installation installation, Audit audit) {
    this.users = users;
    this.installation = installation;
    this.audit = audit;
  }

  @AfterAll
  static void removeWhatTheInstallationKeeps() {
    Box.removeAllOf(installationId);
  }

  @BeforeEach
  void startABox() {
    installationId = installation.id();
    alice = new Tenant(users.make(Role.USER), directory);
    box = new Box(alice);
  }

  @AfterEach
  void releaseIt() {
    box.release();
  }

  @Test
  void commandsRunAsTheLoginUserOrRootWithWhatTheyAreGiven() {
    box.exec(Map.of("command", List.of("sh", "-c", "id -un; echo err >&2; exit 3")))
        .statusCode(200)
        .body("exitCode", equalTo(3))
        .body("stdout", equalTo("dev\n"))
        .body("stderr", equalTo("err\n"))
        .body("truncated", equalTo(false))
        .body("timedOut", equalTo(false))
        .body("id", nullValue());
    box.exec(
            Map.of(
                "command",
                List.of("sh", "-c", "id -un; pwd; echo \"$A\"; echo \"$1\"", "sh", "$(id) *"),
                "user",
                "root",
                "workdir",
                "/var/tmp",
                "env",
                Map.of("A", "x $HOME\ny")))
        .body("stdout", equalTo("root\n/var/tmp\nx $HOME\ny\n$(id) *\n"));
    box.exec(
            Map.of(
                "command",
                List.of("sh", "-c", "tty >/dev/null && echo tty; echo e >&2"),
                "tty",
                true))
        .body("stdout", equalTo("tty\r\ne\r\n"))
        .body("stderr", equalTo(""));
    box.exec(Map.of("command", List.of("true"), "user", "daemon"))
        .statusCode(403)
        .body("detail", equalTo("commands in this lease run as dev or root"));
    box.exec(Map.of("command", List.of("true"), "workdir", "/no/such"))
        .statusCode(409)
        .body("detail", containsString("chdir to cwd (\"/no/such\")"));
    box.exec(Map.of("command", List.of("no-such-program"))).body("exitCode", equalTo(127));
    assertThat(box.acts(audit, "lease.exec"))
        .contains("sh as dev", "sh as root", "true as dev")
        .noneMatch(detail -> detail.contains("HOME") || detail.contains("daemon"));
  }

  @Test
  void aCommandThatOverrunsItsTimeOrItsClientLeavesNoProcessBehind() throws Exception {
    box.exec(
            Map.of(
                "command",
                List.of(
                    "sh", "-c", "echo begun; sleep 4321 & setsid sleep 4321 & sleep 4321; true"),
                "timeout",
                "1s"))
        .statusCode(200)
        .body("timedOut", equalTo(true))
        .body("exitCode", nullValue())
        .body("stdout", equalTo("begun\n"));
    assertThat(box.processes()).noneMatch(process -> process.contains("4321"));

    var request =
        box.request("exec")
            .header("Content-Type", "application/json")
            .timeout(Duration.ofSeconds(3))
            .POST(BodyPublishers.ofString("{\"command\":[\"sh\",\"-c\",\"sleep 4321; true\"]}"))
            .build();
    assertThatThrownBy(() -> Box.HTTP.send(request, BodyHandlers.ofString()))
        .isInstanceOf(HttpTimeoutException.class);
    await()
        .atMost(SECONDS)
        .untilAsserted(
            () -> assertThat(box.processes()).noneMatch(process -> process.contains("4321")));
  }

  @Test
  void outputIsCutAtItsLimit() {
    box.exec(
            Map.of(
                "command",
                List.of("sh", "-c", "head -c 3000000 /dev/zero | tr '\\0' x; echo e >&2")))
        .body("stdout.length()", equalTo(1 << 20))
        .body("stderr", equalTo("e\n"))
        .body("truncated", equalTo(true));
  }

  @Test
  void theResultOfADetachedCommandCanBeFetchedLater() {
    var begun =
        box.exec(
                Map.of(
                    "command", List.of("sh", "-c", "sleep 1; echo done; exit 5"), "detach", true))
            .statusCode(202)
            .body("running", equalTo(true))
            .body("exitCode", nullValue())
            .extract();
    String id = begun.path("id");
    assertThat(begun.header("Location")).endsWith("/api/v1/leases/" + box.id() + "/exec/" + id);
    await()
        .atMost(SECONDS)
        .untilAsserted(() -> box.get("exec/" + id).body("running", equalTo(false)));
    box.get("exec/" + id).body("exitCode", equalTo(5)).body("stdout", equalTo("done\n"));

    String endless =
        box.exec(Map.of("command", List.of("sleep", "4322"), "detach", true)).extract().path("id");
    box.get("exec/" + endless).body("running", equalTo(true)).body("exitCode", nullValue());
    box.delete("exec/" + endless).statusCode(204);
    await()
        .atMost(SECONDS)
        .untilAsserted(() -> box.get("exec/" + endless).body("running", equalTo(false)));
    assertThat(box.processes()).noneMatch(process -> process.contains("4322"));

    String foreign = "0".repeat(64);
    box.get("exec/" + foreign).statusCode(404);
    box.delete("exec/" + foreign).statusCode(404);
  }

  @Test
  void logsAreReadAndFollowedThroughARestart() throws Exception {
    box.say("one");
    box.say("two");
    await()
        .atMost(SECONDS)
        .untilAsserted(() -> assertThat(box.logs("?tail=2")).containsExactly("one", "two"));
    var last = box.get("logs?tail=1").statusCode(200).extract().jsonPath();
    assertThat(last.getString("lines[0].stream")).isEqualTo("stdout");
    String at = last.getString("lines[0].at");
    assertThat(box.logs("?since=" + at)).isEmpty();
    assertThat(box.logs("?since=1h")).contains("one", "two");
    box.get("logs?tail=1&timestamps=false").body("lines[0].at", nullValue());
    box.get("logs").contentType(ContentType.JSON);

    Queue<String> seen = new ConcurrentLinkedQueue<>();
    try (Stream<String> events = box.stream("logs?tail=1")) {
      Thread.ofVirtual().start(() -> events.forEach(seen::add));
      await().atMost(SECONDS).untilAsserted(() -> assertSeen(seen, "two"));
      box.say("three");
      await().atMost(SECONDS).untilAsserted(() -> assertSeen(seen, "three"));
      alice.act("box", "restart");
      await().atMost(SECONDS).until(() -> alice.get("box").getString("state").equals("starting"));
      alice.awaitState("box", "running");
      box.say("four");
      await().atMost(SECONDS).untilAsserted(() -> assertSeen(seen, "four"));
      assertThat(seen.stream().filter(line -> line.contains("\"two\""))).hasSize(1);
      assertThat(seen).contains("event:line").noneMatch(line -> line.contains("\"one\""));
    }
  }

  @Test
  void usageIsMeasuredOnceAndLive() throws Exception {
    box.get("stats")
        .statusCode(200)
        .contentType(ContentType.JSON)
        .body("memoryLimitBytes", equalTo(512 << 20))
        .body("cpuPercent", greaterThanOrEqualTo(0f))
        .body("pids", greaterThan(0));
    Queue<String> seen = new ConcurrentLinkedQueue<>();
    try (Stream<String> events = box.stream("stats")) {
      Thread.ofVirtual().start(() -> events.forEach(seen::add));
      await()
          .atMost(SECONDS)
          .untilAsserted(
              () ->
                  assertThat(seen.stream().filter(line -> line.startsWith("data:")).count())
                      .isGreaterThanOrEqualTo(2));
    }
  }

  @Test
  void signalsReachTheMainProcessAndOneThatKillsItIsSurvived() {
    box.post(KILL, Map.of("signal", "hup")).statusCode(204);
    box.exec(Map.of("command", List.of("true"))).statusCode(200);
    box.post(KILL, Map.of()).statusCode(204);
    await()
        .atMost(SECONDS)
        .untilAsserted(
            () ->
                assertThat(alice.events("box"))
                    .containsSubsequence("running", "starting", "running"));
    alice.awaitState("box", "running");
    assertThat(box.acts(audit, "lease.kill")).contains("signal HUP", "signal KILL");
  }

  @Test
  void severalLeasesAreStoppedAtOnceAndEachAnswersForItself() {
    box.post("/api/v1/lease-actions", Map.of("action", "stop", "leases", List.of("box", "no-such")))
        .statusCode(200)
        .body("items[0].status", equalTo(202))
        .body("items[0].result.state", equalTo("stopping"))
        .body("items[1].status", equalTo(404))
        .body("items[1].problem.type", equalTo("/problems/not-found"));
    alice.awaitState("box", "stopped");
    box.exec(Map.of("command", List.of("true")))
        .statusCode(409)
        .body("detail", equalTo("the workspace is stopped, and must be running"));
    box.get("stats").statusCode(409);
    assertThat(box.get("files?path=/etc/hostname").statusCode(200).extract().asByteArray())
        .isNotEmpty();
  }

  private static void assertSeen(Queue<String> seen, String text) {
    assertThat(seen)
        .anyMatch(line -> line.startsWith("data:") && line.contains("\"" + text + "\""));
  }
}
