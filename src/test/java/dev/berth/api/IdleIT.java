package dev.berth.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.berth.PostgresResource;
import dev.berth.ShortIdle;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The idle rule on a real engine, with real sessions. */
@QuarkusTest
@TestProfile(ShortIdle.class)
@QuarkusTestResource(PostgresResource.class)
class IdleIT {

  private static final Duration PATIENCE = Duration.ofSeconds(120);
  private static final String STOP_AFTER = "24s";

  private final TestUsers users;
  @TempDir Path directory;
  private Lab lab;

  IdleIT(TestUsers users) {
    this.users = users;
  }

  @BeforeEach
  void makeLab() {
    lab = new Lab(users, directory);
  }

  @AfterEach
  void releaseAll() {
    lab.releaseAll();
  }

  private JsonPath running(String name, Map<String, Object> more) {
    var request = new HashMap<String, Object>(more);
    request.put("name", name);
    request.put("idle", Map.of("stopAfter", STOP_AFTER));
    return lab.running(request);
  }

  private SshClient.Running terminal(String lease, String command) {
    var ssh = SshClient.of(lab.ada, lease, directory);
    return ssh.start(SshClient.and(ssh.to("-tt"), command));
  }

  private List<String> told(String lease) {
    return lab.ada.events(lease).stream().filter(kind -> kind.startsWith("idle-")).toList();
  }

  private String message(String lease, String kind) {
    return lab.ada
        .user()
        .asks()
        .get("/api/v1/leases/" + lease + "/events")
        .jsonPath()
        .getString("items.find { it.kind == '" + kind + "' }.message");
  }

  private static void type(SshClient.Running session) throws IOException {
    var keys = session.process().getOutputStream();
    keys.write('x');
    keys.write(10);
    keys.flush();
  }

  @Test
  void aSilentSessionIsNoUseAndEndsInAWarningAndAStopWhileWhatIsUsedGoesOn() throws Exception {
    var busy =
        running("busy", Map.of("cpus", 0.5, "command", List.of("sh", "-c", "while :; do :; done")));
    var awake = running("awake", Map.of());
    keepAwake("awake", "1h");
    var typed = running("typed", Map.of());
    try (var typing = terminal("typed", "stty -echo; echo ready; cat > /dev/null")) {
      new Screen(typing.process().getInputStream()).await("ready");
      type(typing);
      var silent = running("silent", Map.of());
      try (var open = terminal("silent", "stty -echo; echo ready; cat")) {
        var screen = new Screen(open.process().getInputStream());
        screen.await("ready");
        await()
            .atMost(PATIENCE)
            .pollInterval(Duration.ofSeconds(1))
            .until(
                () -> {
                  type(typing);
                  return told("silent").contains("idle-stop");
                });
        assertThat(screen.await("keep-awake"))
            .contains("Berth: Lease silent did nothing for 18s and is stopped in 6s");
      }
      assertThat(told("silent")).containsExactly("idle-warning", "idle-stop");
      assertThat(message("silent", "idle-stop"))
          .contains("did nothing for", "CPU ", "network ", "disk ", "no input on 1 terminal");
      for (var used : List.of(busy, awake, typed)) {
        var now = lab.ada.get(Lab.id(used));
        assertThat(now.getString("state")).as(now.getString("name")).isEqualTo("running");
        assertThat(told(Lab.id(used))).as(now.getString("name")).doesNotContain("idle-stop");
      }
      assertThat(lab.ada.get("busy").getString("idle.lastUse.signals")).contains("CPU ");
      assertThat(lab.ada.get("typed").getString("idle.lastUse.signals")).contains("input");
      assertThat(lab.ada.get("awake").getString("idle.awakeUntil")).isNotNull();
      lab.ada.awaitState(Lab.id(silent), "stopped");
    }
    lab.ada.act("silent", "start");
    lab.ada.awaitState("silent", "running");
  }

  private void keepAwake(String lease, String time) {
    lab.ada
        .user()
        .asks()
        .contentType(ContentType.JSON)
        .body(Map.of("for", time))
        .post("/api/v1/leases/" + lease + "/keep-awake")
        .then()
        .statusCode(200);
  }
}
