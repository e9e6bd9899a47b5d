package dev.berth.api;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.berth.PostgresResource;
import dev.berth.RealEngine;
import dev.berth.account.Role;
import dev.berth.node.Installation;
import dev.berth.notify.HookServer;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Warnings as their owner gets them: in her terminal, in the events, by mail, by a webhook. */
@QuarkusTest
@TestProfile(RealEngine.class)
@QuarkusTestResource(PostgresResource.class)
@QuarkusTestResource(value = Receivers.class, restrictToAnnotatedClass = true)
class WarningIT {

  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private final TestUsers users;
  private final Installation installation;
  @TempDir Path directory;
  private static String installationId = "";
  private Lab lab;

  WarningIT(TestUsers users, Installation installation) {
    this.users = users;
    this.installation = installation;
  }

  @AfterAll
  static void removeWhatIsKept() {
    Lab.removeWhatIsKept(installationId);
  }

  @BeforeEach
  void makeLab() {
    installationId = installation.id();
    lab = new Lab(users, directory);
  }

  @AfterEach
  void releaseAll() {
    lab.releaseAll();
  }

  @Test
  void reachesTheOwnerOnEveryWayOnce() throws Exception {
    var lease = lab.running(Map.of("name", "train", "ttl", "1h"));
    requireNonNull(Receivers.hook).answers(500, "not now");
    var ssh = SshClient.of(lab.ada, "train", directory);
    var command = SshClient.and(ssh.to("-tt"), "stty -echo; echo ready; cat");
    try (var held = ssh.start(command);
        var session = ssh.start(command)) {
      new Screen(held.process().getInputStream()).await("ready");
      hold(held);
      var screen = new Screen(session.process().getInputStream());
      screen.await("ready");
      // The last warning of a time this short comes a minute before its end.
      var end = Instant.now().plusSeconds(65).truncatedTo(ChronoUnit.SECONDS);
      until(lease, end);
      assertThat(screen.await("/extend"))
          .contains(
              "Berth: Lease train ends in 1m", "/api/v1/leases/train/extend {\"by\": \"4h\"}");
    }
    assertThat(warnings(lease)).singleElement().asString().startsWith("Lease train ends in 1m");
    assertThat(mail().getSubject()).isEqualTo("Lease train ends in 1m");
    assertThat(hookCalls(lease))
        .hasSize(2)
        .map(HookServer.Call::answered)
        .containsExactly(500, 200);
    assertThat(hookCalls(lease))
        .map(HookServer.Call::body)
        .allMatch(it -> it.contains("ends in 1m"));
    assertThat(lab.ssh(lease, "cat /etc/berth/motd"))
        .contains(lab.ada.get("train").getString("expiresAt").substring(0, 10), "/extend");
  }

  @Test
  void warnsBeforeTheWorkspaceIsRemoved() {
    var lease = lab.running(Map.of("name", "gone", "ttl", "1h"));
    until(lease, Instant.now().plusSeconds(4));
    lab.ada.awaitState(Lab.id(lease), "released");
    assertThat(warnings(lease))
        .hasSize(2)
        .satisfiesExactly(
            first -> assertThat(first).startsWith("Lease gone ends in"),
            second -> assertThat(second).contains("is over, and its workspace is removed in"));
  }

  @Test
  void letsAnAdminTryTheChannels() {
    var admin = users.make(Role.ADMIN);
    var answer =
        admin.asks().post("/api/v1/admin/notify/test").then().statusCode(200).extract().jsonPath();
    assertThat(answer.getList("channels.channel")).containsExactlyInAnyOrder("mail", "webhook");
    assertThat(answer.getList("channels.delivered")).containsOnly(true);
    users.make(Role.USER).asks().post("/api/v1/admin/notify/test").then().statusCode(403);
  }

  /** With Ctrl-S: it takes no output, and must keep nobody else from theirs. */
  private static void hold(SshClient.Running session) throws IOException {
    var keys = session.process().getOutputStream();
    keys.write(0x13);
    keys.flush();
  }

  private void until(JsonPath lease, Instant end) {
    lab.ada
        .user()
        .asks()
        .contentType(ContentType.JSON)
        .body(Map.of("until", end.toString()))
        .post("/api/v1/leases/" + Lab.id(lease) + "/extend")
        .then()
        .log()
        .ifValidationFails()
        .statusCode(200);
  }

  private List<String> warnings(JsonPath lease) {
    return lab.ada
        .user()
        .asks()
        .get("/api/v1/leases/" + Lab.id(lease) + "/events")
        .jsonPath()
        .getList("items.findAll { it.kind == 'warning' }.message");
  }

  private MimeMessage mail() {
    String to = lab.ada.user().handle() + "@example.org";
    var server = requireNonNull(Receivers.mail);
    await().atMost(PATIENCE).until(() -> server.getReceivedMessagesForDomain(to).length == 1);
    return Arrays.stream(server.getReceivedMessagesForDomain(to)).findFirst().orElseThrow();
  }

  /** Once one of them was taken. */
  private static List<HookServer.Call> hookCalls(JsonPath lease) {
    var all = new ArrayList<HookServer.Call>();
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              all.clear();
              requireNonNull(Receivers.hook).calls().stream()
                  .filter(call -> call.body().contains(Lab.id(lease)))
                  .forEach(all::add);
              return all.stream().anyMatch(call -> call.answered() == 200);
            });
    return all;
  }
}
