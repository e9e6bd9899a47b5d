package dev.berth.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import dev.berth.PostgresResource;
import dev.berth.RealEngine;
import dev.berth.Shell;
import dev.berth.account.Role;
import dev.berth.audit.Audit;
import dev.berth.audit.AuditEntry;
import dev.berth.kernel.LeaseId;
import dev.berth.node.Installation;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.response.ValidatableResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;
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
  private static String installationId = "";

  private final TestUsers users;
  private final Installation installation;
  private final Audit audit;
  private final HttpClient http = HttpClient.newHttpClient();
  @TempDir Path directory;

  @TestHTTPResource("/api/v1/leases/box/")
  URI base;

  private Tenant alice;
  private JsonPath lease;
  private String container = "";

  InsideIT(TestUsers users, Installation installation, Audit audit) {
    this.users = users;
    this.installation = installation;
    this.audit = audit;
  }

  @AfterAll
  static void removeWhatTheInstallationKeeps() {
    String mine = "label=dev.berth.installation=" + installationId;
    lines("volume", "ls", "-q", "--filter", mine).forEach(v -> Shell.docker("volume", "rm", v));
    lines("network", "ls", "-q", "--filter", mine).forEach(n -> Shell.docker("network", "rm", n));
    lines("images", "-q", "--filter", mine).forEach(i -> Shell.docker("rmi", "-f", i));
  }

  @BeforeEach
  void startABox() {
    installationId = installation.id();
    alice = new Tenant(users.make(Role.USER), directory);
    alice.request("box", "1h");
    lease = alice.awaitState("box", "running");
    container = new LeaseId(lease.getString("id")).containerName();
  }

  @AfterEach
  void releaseIt() {
    alice.release(lease.getString("id"));
    alice.awaitState(lease.getString("id"), "released");
  }

  @Test
  void commandsRunAsTheLoginUserOrRootWithWhatTheyAreGiven() {
    exec(Map.of("command", List.of("sh", "-c", "id -un; echo err >&2; exit 3")))
        .statusCode(200)
        .body("exitCode", equalTo(3))
        .body("stdout", equalTo("dev\n"))
        .body("stderr", equalTo("err\n"))
        .body("truncated", equalTo(false))
        .body("timedOut", equalTo(false))
        .body("id", nullValue());
    exec(Map.of(
            "command",
            List.of("sh", "-c", "id -un; pwd; echo \"$A\"; echo \"$1\"", "sh", "$(id) *"),
            "user",
            "root",
            "workdir",
            "/var/tmp",
            "env",
            Map.of("A", "x $HOME\ny")))
        .body("stdout", equalTo("root\n/var/tmp\nx $HOME\ny\n$(id) *\n"));
    exec(Map.of(
            "command", List.of("sh", "-c", "tty >/dev/null && echo tty; echo e >&2"), "tty", true))
        .body("stdout", equalTo("tty\r\ne\r\n"))
        .body("stderr", equalTo(""));
    exec(Map.of("command", List.of("true"), "user", "daemon"))
        .statusCode(403)
        .body("detail", equalTo("commands in this lease run as dev or root"));
    exec(Map.of("command", List.of("true"), "workdir", "/no/such"))
        .statusCode(409)
        .body("detail", containsString("chdir to cwd (\"/no/such\")"));
    exec(Map.of("command", List.of("no-such-program"))).body("exitCode", equalTo(127));
    assertThat(acts("lease.exec"))
        .contains("sh as dev", "sh as root", "true as dev")
        .noneMatch(detail -> detail.contains("HOME") || detail.contains("daemon"));
  }

  @Test
  void aCommandThatOverrunsItsTimeOrItsClientLeavesNoProcessBehind() throws Exception {
    exec(Map.of(
            "command",
            List.of("sh", "-c", "echo begun; sleep 4321 & setsid sleep 4321 & sleep 4321; true"),
            "timeout",
            "1s"))
        .statusCode(200)
        .body("timedOut", equalTo(true))
        .body("exitCode", nullValue())
        .body("stdout", equalTo("begun\n"));
    assertThat(processes()).noneMatch(process -> process.contains("4321"));

    var request =
        request("exec")
            .header("Content-Type", "application/json")
            .timeout(Duration.ofSeconds(3))
            .POST(BodyPublishers.ofString("{\"command\":[\"sh\",\"-c\",\"sleep 4321; true\"]}"))
            .build();
    Assertions.assertThatThrownBy(() -> http.send(request, BodyHandlers.ofString()))
        .isInstanceOf(HttpTimeoutException.class);
    await()
        .atMost(SECONDS)
        .untilAsserted(
            () -> assertThat(processes()).noneMatch(process -> process.contains("4321")));
  }

  @Test
  void outputIsCutAtItsLimit() {
    exec(Map.of(
            "command", List.of("sh", "-c", "head -c 3000000 /dev/zero | tr '\\0' x; echo e >&2")))
        .body("stdout.length()", equalTo(1 << 20))
        .body("stderr", equalTo("e\n"))
        .body("truncated", equalTo(true));
  }

  @Test
  void theResultOfADetachedCommandCanBeFetchedLater() {
    var begun =
        exec(Map.of("command", List.of("sh", "-c", "sleep 1; echo done; exit 5"), "detach", true))
            .statusCode(202)
            .body("running", equalTo(true))
            .body("exitCode", nullValue())
            .extract();
    String id = begun.path("id");
    assertThat(begun.header("Location"))
        .endsWith("/api/v1/leases/" + lease.getString("id") + "/exec/" + id);
    await().atMost(SECONDS).untilAsserted(() -> detached(id).body("running", equalTo(false)));
    detached(id).body("exitCode", equalTo(5)).body("stdout", equalTo("done\n"));

    String endless =
        exec(Map.of("command", List.of("sleep", "4322"), "detach", true)).extract().path("id");
    detached(endless).body("running", equalTo(true)).body("exitCode", nullValue());
    alice.user().asks().delete("/api/v1/leases/box/exec/" + endless).then().statusCode(204);
    await().atMost(SECONDS).untilAsserted(() -> detached(endless).body("running", equalTo(false)));
    assertThat(processes()).noneMatch(process -> process.contains("4322"));

    String foreign = "0".repeat(64);
    alice.user().asks().get("/api/v1/leases/box/exec/" + foreign).then().statusCode(404);
    alice.user().asks().delete("/api/v1/leases/box/exec/" + foreign).then().statusCode(404);
  }

  @Test
  void logsAreReadAndFollowedThroughARestart() throws Exception {
    say("one");
    say("two");
    await()
        .atMost(SECONDS)
        .untilAsserted(() -> assertThat(logs("?tail=2")).containsExactly("one", "two"));
    var last = get("logs?tail=1").statusCode(200).extract().jsonPath();
    assertThat(last.getString("lines[0].stream")).isEqualTo("stdout");
    String at = last.getString("lines[0].at");
    assertThat(logs("?since=" + at)).isEmpty();
    assertThat(logs("?since=1h")).contains("one", "two");
    get("logs?tail=1&timestamps=false").body("lines[0].at", nullValue());
    get("logs").contentType(ContentType.JSON);

    Queue<String> seen = new ConcurrentLinkedQueue<>();
    try (Stream<String> events = stream("logs?tail=1")) {
      Thread.ofVirtual().start(() -> events.forEach(seen::add));
      await().atMost(SECONDS).untilAsserted(() -> assertSeen(seen, "two"));
      say("three");
      await().atMost(SECONDS).untilAsserted(() -> assertSeen(seen, "three"));
      alice.act("box", "restart");
      await().atMost(SECONDS).until(() -> alice.get("box").getString("state").equals("starting"));
      alice.awaitState("box", "running");
      say("four");
      await().atMost(SECONDS).untilAsserted(() -> assertSeen(seen, "four"));
      assertThat(seen.stream().filter(line -> line.contains("\"two\""))).hasSize(1);
      assertThat(seen).contains("event:line").noneMatch(line -> line.contains("\"one\""));
    }
  }

  @Test
  void usageIsMeasuredOnceAndLive() throws Exception {
    get("stats")
        .statusCode(200)
        .contentType(ContentType.JSON)
        .body("memoryLimitBytes", equalTo(512 << 20))
        .body("cpuPercent", org.hamcrest.Matchers.greaterThanOrEqualTo(0f))
        .body("pids", org.hamcrest.Matchers.greaterThan(0));
    Queue<String> seen = new ConcurrentLinkedQueue<>();
    try (Stream<String> events = stream("stats")) {
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
  void filesGoInAndOutAndStayInTheirPlace() throws Exception {
    Path big = Files.write(directory.resolve("big"), new byte[30 << 20]);
    Files.writeString(directory.resolve("small"), "text");
    Files.createSymbolicLink(directory.resolve("link"), Path.of("small"));
    Path tar = directory.resolve("in.tar");
    tar(tar, "-C", directory.toString(), "big", "small", "link");

    assertThat(put("/home/dev", tar).statusCode()).isEqualTo(204);
    exec(Map.of("command", List.of("sh", "-c", "cd && stat -c '%U %s' big small && readlink link")))
        .body("stdout", equalTo("dev 31457280\ndev 4\nsmall\n"));

    Path back = directory.resolve("out.tar");
    var answer = http.send(request("files?path=/home/dev/big").build(), BodyHandlers.ofFile(back));
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/x-tar");
    Shell.run(List.of("tar", "-xf", back.toString(), "-C", directory.toString(), "big"));
    assertThat(Files.mismatch(big, directory.resolve("big"))).isEqualTo(-1);
    assertThat(Files.size(directory.resolve("big"))).isEqualTo(30 << 20);

    get("files?path=/home/dev/nothing").statusCode(404);
    assertThat(put("/home/dev/nothing", tar).statusCode()).isEqualTo(404);
    assertThat(acts("lease.files.put")).contains("/home/dev");
    assertThat(acts("lease.files.get")).contains("/home/dev/big");
  }

  @Test
  void anArchiveThatLeavesItsDirectoryIsRefused() throws Exception {
    Files.writeString(directory.resolve("evil"), "text");
    Path tar = directory.resolve("evil.tar");
    tar(tar, "-P", "--transform=s,^evil,../evil,", "-C", directory.toString(), "evil");
    var refused = put("/home/dev", tar);
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.body()).contains("the entry '../evil' must be a relative path");
    exec(Map.of("command", List.of("ls", "/home"))).body("stdout", equalTo("dev\n"));

    Files.writeString(tar, "no tar at all, but long enough to be looked at".repeat(30));
    assertThat(put("/home/dev", tar).body()).contains("the body is no tar");
  }

  @Test
  void signalsReachTheMainProcessAndOneThatKillsItIsSurvived() {
    kill("{\"signal\":\"hup\"}").statusCode(204);
    exec(Map.of("command", List.of("true"))).statusCode(200);
    kill("{}").statusCode(204);
    await().atMost(SECONDS).untilAsserted(() -> assertThat(alice.events("box")).contains("retry"));
    alice.awaitState("box", "running");
    assertThat(acts("lease.kill")).contains("signal HUP", "signal KILL");
  }

  @Test
  void severalLeasesAreStoppedAtOnceAndEachAnswersForItself() {
    alice
        .user()
        .asks()
        .contentType(ContentType.JSON)
        .body(Map.of("action", "stop", "leases", List.of("box", "no-such")))
        .post("/api/v1/lease-actions")
        .then()
        .statusCode(200)
        .body("items[0].status", equalTo(202))
        .body("items[0].result.state", equalTo("stopping"))
        .body("items[1].status", equalTo(404))
        .body("items[1].problem.type", equalTo("/problems/not-found"));
    alice.awaitState("box", "stopped");
    exec(Map.of("command", List.of("true")))
        .statusCode(409)
        .body("detail", equalTo("the workspace is stopped, and must be running"));
    get("stats").statusCode(409);
    assertThat(get("files?path=/etc/hostname").statusCode(200).extract().asByteArray())
        .isNotEmpty();
  }

  private ValidatableResponse exec(Map<String, Object> body) {
    return alice
        .user()
        .asks()
        .contentType(ContentType.JSON)
        .body(body)
        .post("/api/v1/leases/box/exec")
        .then();
  }

  private ValidatableResponse detached(String id) {
    return alice.user().asks().get("/api/v1/leases/box/exec/" + id).then().statusCode(200);
  }

  private ValidatableResponse get(String path) {
    return alice.user().asks().urlEncodingEnabled(false).get("/api/v1/leases/box/" + path).then();
  }

  private ValidatableResponse kill(String body) {
    return alice
        .user()
        .asks()
        .contentType(ContentType.JSON)
        .body(body)
        .post("/api/v1/leases/box/kill")
        .then();
  }

  private List<String> logs(String query) {
    return get("logs" + query).statusCode(200).extract().jsonPath().getList("lines.text");
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(base.resolve(path))
        .header("Authorization", "Bearer " + alice.user().token());
  }

  private Stream<String> stream(String path) throws IOException, InterruptedException {
    var answer =
        http.send(
            request(path).header("Accept", "text/event-stream").build(), BodyHandlers.ofLines());
    assertThat(answer.statusCode()).isEqualTo(200);
    return answer.body();
  }

  private static void assertSeen(Queue<String> seen, String text) {
    assertThat(seen)
        .anyMatch(line -> line.startsWith("data:") && line.contains("\"" + text + "\""));
  }

  private HttpResponse<String> put(String path, Path tar) throws IOException, InterruptedException {
    return http.send(
        request("files?path=" + path)
            .header("Content-Type", "application/x-tar")
            .PUT(BodyPublishers.ofFile(tar))
            .build(),
        BodyHandlers.ofString());
  }

  private static void tar(Path archive, String... what) {
    var done =
        Shell.run(
            Stream.concat(Stream.of("tar", "-cf", archive.toString()), Stream.of(what)).toList());
    assertThat(done.exitCode()).as(done.output()).isZero();
  }

  private void say(String line) {
    Shell.docker("exec", container, "sh", "-c", "echo \"$1\" > /proc/1/fd/1", "sh", line);
  }

  private List<String> processes() {
    return Shell.docker("top", container, "-eo", "pid,args").output().lines().toList();
  }

  private List<String> acts(String action) {
    return audit.list(OptionalLong.empty(), 100).stream()
        .filter(entry -> entry.action().equals(action))
        .filter(entry -> entry.subject().equals(lease.getString("id")))
        .map(AuditEntry::detail)
        .toList();
  }

  private static List<String> lines(String... command) {
    return Stream.of(Shell.docker(command).output().split("\n"))
        .filter(line -> !line.isEmpty())
        .toList();
  }
}
