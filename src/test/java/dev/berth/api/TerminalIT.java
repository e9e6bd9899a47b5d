package dev.berth.api;

import static dev.berth.api.TerminalClient.patiently;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import dev.berth.PostgresResource;
import dev.berth.RealEngine;
import dev.berth.Shell;
import dev.berth.account.Role;
import dev.berth.node.Installation;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.specification.RequestSpecification;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A shell over a WebSocket, on the real engine. */
@QuarkusTest
@TestProfile(RealEngine.class)
@QuarkusTestResource(PostgresResource.class)
class TerminalIT extends OneLease {

  private final TestUsers users;

  TerminalIT(TestUsers users, Installation installation) {
    super(users, installation, "terminal");
    this.users = users;
  }

  @Override
  String source(Path directory) {
    return System.getProperty("berth.test.source-image", "debian:bookworm-slim");
  }

  @AfterEach
  void nobodyIsLeftBehind() {
    patiently().untilAsserted(() -> assertThat(shells()).as("%s", processes()).isEmpty());
  }

  @Test
  void aLoginShellOfTheUserRunsInTheWorkspace() throws Exception {
    var terminal = open();
    terminal.type("whoami; pwd; echo shell=$0; echo \"nasty=$NASTY.\"; stty size\n");
    terminal.awaitShown("24 80");
    assertThat(terminal.shown().replace("\r", ""))
        .contains("dev\n/home/dev\n")
        .contains("shell=/bin/bash")
        .contains("nasty=" + NASTY.get("NASTY") + ".");
    terminal.text("{\"resize\":{\"cols\":132,\"rows\":43}}");
    terminal.type("stty size\n");
    terminal.awaitShown("43 132");
    terminal.type("sleep 3000\n");
    awaitProcess("sleep 3000");
    terminal.type("\u0003");
    patiently()
        .untilAsserted(() -> assertThat(processes()).noneMatch(p -> p.contains("sleep 3000")));
    terminal.type("exit\n");
    assertThat(terminal.awaitClosed()).isEqualTo(1000);
    assertThat(terminal.reason()).isEqualTo("the shell has ended");
    var trail = users.make(Role.ADMIN).asks().get("/api/v1/admin/audit").jsonPath();
    assertThat(trail.getList("items.findAll { it.action == 'lease.terminal' }.subject"))
        .contains(lease.getString("id"));
  }

  @Test
  void noShellIsLeftWhenTheSocketCloses() {
    var leaving = open();
    leaving.type("sleep 3001 & sleep 3002\n");
    awaitProcess("sleep 3002");
    leaving.leave();
    var hangingUp = open();
    hangingUp.type("trap '' HUP TERM; sleep 3003\n");
    awaitProcess("sleep 3003");
    hangingUp.hangUp();
    patiently()
        .untilAsserted(() -> assertThat(processes()).noneMatch(p -> p.contains("sleep 300")));
  }

  @Test
  void muchIsShownAndTyped() {
    var terminal = open();
    terminal.type("stty -echo; head -c 3000000 /dev/zero | tr '\\0' x; echo; echo do\"\"ne\n");
    terminal.awaitShown("done");
    assertThat(terminal.shown().chars().filter(c -> c == 'x').count())
        .isGreaterThanOrEqualTo(3_000_000);
    terminal.type("wc -l\n");
    for (int i = 0; i < 20; i++) {
      terminal.type("y".repeat(1000).concat("\n").repeat(10));
    }
    terminal.type("\u0004");
    terminal.awaitShown("200");
    terminal.leave();
  }

  @Test
  void aLeaseHasSoManyAndNoMore() {
    var four = IntStream.range(0, 4).mapToObj(i -> open()).toList();
    four.forEach(terminal -> terminal.awaitShown("$"));
    assertThat(TerminalClient.refusal(tenant.user().token(), lease.getString("id"))).isEqualTo(409);
    upgrade(tenant.user().asks())
        .get(path())
        .then()
        .statusCode(409)
        .contentType(Problem.MEDIA_TYPE)
        .body("detail", equalTo("4 terminals of this lease are under way already; end one first"));
    four.forEach(TerminalClient::leave);
    patiently()
        .untilAsserted(
            () ->
                assertThat(TerminalClient.refusal(tenant.user().token(), lease.getString("id")))
                    .isEqualTo(101));
  }

  @Test
  void whoeverMayNotIsRefusedBeforeTheUpgrade() {
    upgrade(given())
        .get(path())
        .then()
        .statusCode(401)
        .contentType(Problem.MEDIA_TYPE)
        .header("WWW-Authenticate", startsWith("Bearer"))
        .body("type", equalTo("/problems/unauthorized"));
    upgrade(given().auth().oauth2("berth_nothing")).get(path()).then().statusCode(401);
    upgrade(users.make(Role.USER).asks())
        .get(path())
        .then()
        .statusCode(404)
        .contentType(Problem.MEDIA_TYPE)
        .body("detail", equalTo("you have no lease '" + lease.getString("id") + "'"));
    assertThat(TerminalClient.refusal("berth_nothing", "terminal")).isEqualTo(401);
    assertThat(TerminalClient.refusal(users.make(Role.USER).token(), "terminal")).isEqualTo(404);
    tenant
        .user()
        .asks()
        .get(path())
        .then()
        .statusCode(400)
        .body("detail", equalTo("a WebSocket is needed here"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "resize",
        "null",
        "[]",
        "{}",
        "{\"resize\":{}}",
        "{\"resize\":{\"cols\":0,\"rows\":24}}",
        "{\"resize\":{\"cols\":80,\"rows\":1001}}",
        "{\"resize\":{\"cols\":80.5,\"rows\":24}}",
        "{\"resize\":{\"cols\":\"80\",\"rows\":24}}",
        "{\"resize\":{\"cols\":80,\"rows\":24,\"x\":1}}",
        "{\"resize\":{\"cols\":80,\"rows\":24},\"x\":1}"
      })
  void aWrongTextEndsIt(String text) throws Exception {
    var terminal = open();
    terminal.text(text);
    assertThat(terminal.awaitClosed()).isEqualTo(1008);
    assertThat(terminal.reason()).contains("both 1 to 1000");
  }

  @Test
  void aFrameThatIsTooLargeEndsIt() throws Exception {
    var terminal = open();
    terminal.awaitShown("$");
    try {
      terminal.send(new byte[70_000]);
    } catch (CompletionException endedWhileItWasSent) {
      return;
    }
    assertThat(terminal.awaitClosed()).isNotEqualTo(1000);
  }

  @Test
  void whatTheShellDoesNotReadEndsIt() throws Exception {
    var terminal = open();
    terminal.type("stty raw; sleep 3004\n");
    awaitProcess("sleep 3004");
    try {
      for (int i = 0; i < 60; i++) {
        terminal.send(new byte[60_000]);
      }
    } catch (RuntimeException closedMeanwhile) {
      // What counts is the code.
    }
    assertThat(terminal.awaitClosed()).isEqualTo(1008);
    assertThat(terminal.reason()).isEqualTo("the shell does not read what comes");
  }

  @Test
  void endsWithTheWorkspace() throws Exception {
    var terminal = open();
    terminal.awaitShown("$");
    tenant.act("terminal", "stop");
    assertThat(terminal.awaitClosed()).isIn(1000, 1008);
    tenant.awaitState("terminal", "stopped");
    assertThat(TerminalClient.refusal(tenant.user().token(), "terminal")).isEqualTo(409);
    tenant.act("terminal", "start");
    tenant.awaitState("terminal", "running");
  }

  @Test
  void endsWhenTheOwnerIsLockedOut() throws Exception {
    var terminal = open();
    terminal.awaitShown("$");
    setEnabled(false);
    assertThat(terminal.awaitClosed()).isIn(1000, 1008);
    assertThat(TerminalClient.refusal(tenant.user().token(), "terminal")).isEqualTo(401);
    setEnabled(true);
    var again = open();
    again.awaitShown("$");
    again.leave();
  }

  private TerminalClient open() {
    return TerminalClient.open(tenant.user().token(), "terminal");
  }

  private String path() {
    return "/api/v1/leases/" + lease.getString("id") + "/terminal";
  }

  private static RequestSpecification upgrade(RequestSpecification request) {
    return request
        .header("Connection", "Upgrade")
        .header("Upgrade", "websocket")
        .header("Sec-WebSocket-Version", "13")
        .header("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==");
  }

  private void awaitProcess(String text) {
    patiently().untilAsserted(() -> assertThat(processes()).anyMatch(p -> p.contains(text)));
  }

  private List<String> shells() {
    return processes().stream().filter(process -> process.contains("bash -l")).toList();
  }

  private List<String> processes() {
    return Shell.docker("top", container(), "-eo", "pid,args").output().lines().toList();
  }
}
