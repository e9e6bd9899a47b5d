package dev.berth.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.berth.PostgresResource;
import dev.berth.RealEngine;
import dev.berth.Shell;
import dev.berth.image.ImageStore;
import dev.berth.image.ImageStore.NewSnapshot;
import dev.berth.kernel.ImageRef;
import dev.berth.kernel.LeaseId;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Snapshots of real workspaces, and leases that start from them. */
@QuarkusTest
@TestProfile(RealEngine.class)
@QuarkusTestResource(PostgresResource.class)
class SnapshotIT {

  private final TestUsers users;
  private final ImageStore images;
  @TempDir Path directory;
  private Lab lab;

  SnapshotIT(TestUsers users, ImageStore images) {
    this.users = users;
    this.images = images;
  }

  @BeforeEach
  void makeLab() {
    lab = new Lab(users, directory);
  }

  @AfterEach
  void releaseAll() {
    lab.releaseAll();
    for (var name : List.of("ready", "kept", "late")) {
      lab.ada.user().asks().delete(image(name));
    }
  }

  private String image(String name) {
    return "/api/v1/images/" + lab.ada.user().handle() + "/" + name;
  }

  private JsonPath snapshot(String lease, String name) {
    lab.ada
        .user()
        .asks()
        .contentType(ContentType.JSON)
        .body(Map.of("name", name))
        .post("/api/v1/leases/" + lease + "/snapshots")
        .then()
        .log()
        .ifValidationFails()
        .statusCode(202);
    await()
        .atMost(Duration.ofMinutes(2))
        .until(() -> List.of("baked", "failed").contains(get(name).getString("state")));
    assertThat(get(name).getString("state")).as(get(name).getString("detail")).isEqualTo("baked");
    return get(name);
  }

  private JsonPath get(String name) {
    return lab.ada.user().asks().get(image(name)).jsonPath();
  }

  @Test
  void whatWasInstalledInOneThatRunsIsInTheNextAndTheFirstGoesOn() {
    lab.allow("\"passwordLogin\": true");
    var first =
        lab.running(
            Map.of(
                "name", "first",
                "env", Map.of("MODE", "first"),
                "login", Map.of("keys", true, "password", true)));
    lab.ssh(
        first,
        "sudo sh -c 'echo ready > /opt/marker; rm /etc/debian_version'; nohup sleep 1000 >"
            + " /dev/null 2>&1 < /dev/null &");
    String pid = lab.ssh(first, "pgrep -x sleep");
    snapshot("first", "ready");
    assertThat(lab.ssh(first, "pgrep -x sleep; cat /opt/marker")).isEqualTo(pid + "\nready");
    assertThat(lab.ada.events(Lab.id(first))).contains("snapshot", "snapshot-made");

    var second = lab.running(Map.of("name", "second", "image", "ready"));
    String look = "cat /opt/marker; [ -e /etc/debian_version ] || echo gone; echo ${MODE-none}";
    assertThat(lab.ssh(second, look)).isEqualTo("ready\ngone\nnone");
    assertThat(second.getString("ssh.hostKey.fingerprint"))
        .isNotEqualTo(first.getString("ssh.hostKey.fingerprint"));
    lab.ada.release(Lab.id(second));
    lab.ada.awaitState(Lab.id(second), "released");
    String source = get("ready").getString("source");
    assertThat(Shell.docker("image", "inspect", source).exitCode()).isZero();
    lab.ada.user().asks().delete(image("ready")).then().statusCode(204);
    assertThat(Shell.docker("image", "inspect", source).exitCode()).isNotZero();
  }

  @Test
  void oneThatIsStoppedCanBeTakenTooAndStartsAgain() {
    var first = lab.running(Map.of("name", "first"));
    lab.ssh(first, "sudo sh -c 'echo stopped > /opt/marker'");
    lab.ada.act("first", "stop");
    lab.ada.awaitState(Lab.id(first), "stopped");
    snapshot("first", "kept");
    lab.ada.act("first", "start");
    assertThat(lab.ssh(lab.ada.awaitState(Lab.id(first), "running"), "cat /opt/marker"))
        .isEqualTo("stopped");
    var second = lab.running(Map.of("name", "second", "image", "kept"));
    assertThat(lab.ssh(second, "cat /opt/marker")).isEqualTo("stopped");
  }

  /** One that is being taken for as long as the test wants. */
  @Test
  void theEndOfALeaseWaitsForItsSnapshot() {
    var first = lab.running(Map.of("name", "first"));
    var now = Instant.now();
    var snapshot = new NewSnapshot(lab.ada.user().handle(), "late", new LeaseId(Lab.id(first)), 9);
    images.begin(snapshot, new ImageRef("berth-none-snapshots/late:1"), now, now.plusSeconds(200));
    lab.ada.change("first", Map.of("expiresAt", now.plusSeconds(15).toString()));
    await()
        .atMost(Duration.ofSeconds(90))
        .until(() -> lab.ada.events(Lab.id(first)).contains("waiting"));
    assertThat(lab.ada.get(Lab.id(first)).getString("state")).isEqualTo("running");
    assertThat(lab.ssh(first, "whoami")).isEqualTo("dev");
    images.copied(snapshot.entry(), 0);
    lab.ada.awaitState(Lab.id(first), "expired");
  }
}
