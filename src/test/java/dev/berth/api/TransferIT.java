package dev.berth.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.berth.PostgresResource;
import dev.berth.RealEngine;
import dev.berth.node.Installation;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whose time is over in the middle of a copy gets it whole. */
@QuarkusTest
@TestProfile(RealEngine.class)
@QuarkusTestResource(PostgresResource.class)
class TransferIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final TestUsers users;
  private final Installation installation;
  @TempDir Path directory;
  private static String installationId = "";
  private Lab lab;

  TransferIT(TestUsers users, Installation installation) {
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
  void theEndOfALeaseWaitsForWhatCopiesFiles() throws Exception {
    var lease = lab.running(Map.of("name", "copying", "ttl", "1h"));
    var ssh = SshClient.of(lab.ada, "copying", directory);
    String copy = "head -c 1500000 /dev/zero >big; rsync --bwlimit=100 big copy && stat -c %s copy";
    try (var copying = ssh.start(SshClient.and(ssh.to(), copy))) {
      await()
          .atMost(PATIENCE)
          .until(() -> lab.ssh(lease, "pgrep -x rsync || true"), it -> !it.isBlank());
      endsIn(2);
      assertThat(copying.process().waitFor(60, TimeUnit.SECONDS)).isTrue();
      assertThat(copying.process().getInputStream().readAllBytes()).asString().contains("1500000");
    }
    assertEndedAfterA("rsync", lease);
  }

  @Test
  void orForASessionOfSftp() throws Exception {
    var lease = lab.running(Map.of("name", "open", "ttl", "1h"));
    var ssh = SshClient.of(lab.ada, "open", directory);
    var command = List.of("sftp", "-F", ssh.config().toString(), ssh.alias());
    try (var session = ssh.start(command)) {
      await()
          .atMost(PATIENCE)
          .until(() -> lab.ssh(lease, "ps -eo args"), it -> it.contains("@internal-sftp"));
      endsIn(2);
      await().atMost(PATIENCE).until(() -> waiting("open"), it -> !it.isEmpty());
      assertThat(session.process().isAlive()).isTrue();
    }
    assertEndedAfterA("sftp", lease);
  }

  private void endsIn(int seconds) {
    String name = lab.ada.user().asks().get("/api/v1/leases").jsonPath().getString("items[0].name");
    lab.ada
        .user()
        .asks()
        .contentType(ContentType.JSON)
        .body(
            Map.of(
                "until",
                Instant.now().plusSeconds(seconds).truncatedTo(ChronoUnit.MILLIS).toString()))
        .post("/api/v1/leases/" + name + "/extend")
        .then()
        .statusCode(200);
  }

  private List<String> waiting(String name) {
    List<String> messages =
        lab.ada
            .user()
            .asks()
            .get("/api/v1/leases/" + name + "/events")
            .jsonPath()
            .getList("items.findAll { it.kind == 'waiting' }.message");
    return messages.stream().filter(message -> message.startsWith("its time is over")).toList();
  }

  private void assertEndedAfterA(String program, JsonPath lease) {
    await()
        .atMost(PATIENCE)
        .until(
            () -> lab.ada.get(Lab.id(lease)).getString("state"),
            state -> List.of("expired", "releasing", "released").contains(state));
    assertThat(waiting(Lab.id(lease)))
        .singleElement()
        .asString()
        .contains("it is stopped when " + program + " has copied its files");
  }
}
