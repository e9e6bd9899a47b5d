package dev.berth.api;

import static dev.berth.api.Lab.container;
import static dev.berth.api.Lab.id;
import static dev.berth.api.Lab.inspect;
import static dev.berth.api.Lab.lines;
import static dev.berth.api.Lab.server;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.berth.PostgresResource;
import dev.berth.RealEngine;
import dev.berth.Shell;
import dev.berth.node.Installation;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Networks, links, volumes and datasets of leases on the real engine. */
@QuarkusTest
@TestProfile(RealEngine.class)
@QuarkusTestResource(PostgresResource.class)
class ConnectedLeaseIT {

  private static final Duration SECONDS = Duration.ofSeconds(20);

  private final TestUsers users;
  private final Installation installation;
  @TempDir Path directory;
  private static String installationId = "";
  private Lab lab;

  ConnectedLeaseIT(TestUsers users, Installation installation) {
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
  void theHostsNetworkIsReachedOnALeasedPort() {
    lab.allow("\"hostNetwork\": true");
    var lease = lab.running(Map.of("network", "host"));
    assertThat(inspect(lease, "{{.HostConfig.NetworkMode}}")).isEqualTo("host");
    assertThat(lab.ssh(lease, "hostname")).isEqualTo(Shell.run(List.of("hostname")).output());
  }

  @Test
  void volumesAreSharedByTheLeasesOfOneOwnerAndOutliveThem() {
    var mounts = List.of(Map.of("volume", "code", "target", "/code"));
    var one = lab.running(Map.of("mounts", mounts));
    assertThat(lab.ssh(one, "echo kept > /code/file && cat /code/file")).isEqualTo("kept");
    var busy = lab.ada.user().asks().delete("/api/v1/volumes/code");
    assertThat(busy.statusCode()).isEqualTo(409);
    assertThat(busy.jsonPath().getString("detail")).contains(one.getString("name"));
    lab.ada.release(id(one));
    lab.ada.awaitState(id(one), "released");
    var two =
        lab.running(
            Map.of(
                "mounts", List.of(Map.of("volume", "code", "target", "/other", "readOnly", true))));
    assertThat(lab.ssh(two, "cat /other/file; touch /other/x 2>&1 | grep -o Read-only"))
        .isEqualTo("kept\nRead-only");
    lab.ada.release(id(two));
    lab.ada.awaitState(id(two), "released");
    assertThat(lab.ada.user().asks().delete("/api/v1/volumes/code").statusCode()).isEqualTo(204);
  }

  @Test
  void datasetsAreReadOnlyUnlessPublishedOtherwiseAndLookedAtBeforeEachStart() throws IOException {
    Path data = Files.createDirectory(directory.toRealPath().resolve("words"));
    Files.writeString(data.resolve("list"), "one two\n");
    lab.publish("words", data);
    lab.allow("\"datasets\": [\"words\"]");
    var lease =
        lab.running(Map.of("mounts", List.of(Map.of("dataset", "words", "target", "/mnt/words"))));
    assertThat(
            lab.ssh(lease, "cat /mnt/words/list; sudo touch /mnt/words/x 2>&1 | grep -o Read-only"))
        .isEqualTo("one two\nRead-only");
    lab.ada.act(id(lease), "stop");
    lab.ada.awaitState(id(lease), "stopped");

    Files.delete(data.resolve("list"));
    Files.delete(data);
    Files.createSymbolicLink(data, Path.of("/etc"));
    lab.ada.act(id(lease), "start");
    lab.ada.awaitState(id(lease), "failed");
    assertThat(lab.ada.get(id(lease)).getString("reason"))
        .isEqualTo(
            "the dataset 'words' can't be mounted: its path has a symbolic link in it now;"
                + " ask an admin");
    Files.delete(data);
  }

  @Test
  void linkedLeasesReachEachOtherByTheirAliasAndOthersDoNot() {
    var db = lab.running(Map.of("name", "db"));
    var app = lab.running(Map.of("name", "app", "links", List.of("db:store")));
    var stranger = lab.running(Map.of("name", "stranger"));
    lab.ssh(db, server(9000, "rows"));
    assertThat(lab.ssh(app, "exec 3<>/dev/tcp/store/9000; cat <&3")).isEqualTo("rows");
    assertThat(lab.ssh(stranger, "getent hosts store || echo unknown")).isEqualTo("unknown");

    Shell.docker("rm", "-f", container(db));
    lab.ada.awaitState("db", "running");
    await()
        .atMost(SECONDS)
        .untilAsserted(() -> assertThat(lab.ssh(db, server(9000, "rows again"))).isEmpty());
    await()
        .atMost(SECONDS)
        .untilAsserted(
            () ->
                assertThat(lab.ssh(app, "exec 3<>/dev/tcp/store/9000; cat <&3"))
                    .isEqualTo("rows again"));
    for (var lease : List.of(app, db, stranger)) {
      lab.ada.release(id(lease));
    }
    String network = "name=berth-" + installationId + "-links-";
    await()
        .atMost(SECONDS)
        .untilAsserted(
            () -> assertThat(lines("network", "ls", "-q", "--filter", network)).isEmpty());
  }

  @Test
  void aServiceLeaseRunsAnImageAsItIs() {
    lab.allow("\"containerNetwork\": true");
    var service =
        lab.running(
            Map.of(
                "name",
                "service",
                "ssh",
                false,
                "command",
                List.of("sleep", "600"),
                "ports",
                List.of(Map.of("container", 80))));
    assertThat(service.getString("ssh")).isNull();
    assertThat(service.getList("ports.container")).containsExactly(80);
    assertThat(inspect(service, "{{.Config.Image}}")).doesNotContain("berth-");
    var beside =
        lab.running(
            Map.of(
                "ssh", false, "network", "container:service", "command", List.of("sleep", "600")));
    assertThat(inspect(beside, "{{.HostConfig.NetworkMode}}"))
        .isEqualTo("container:" + inspect(service, "{{.Id}}"));
    var alone =
        lab.running(Map.of("ssh", false, "network", "none", "command", List.of("sleep", "600")));
    assertThat(Shell.docker("exec", container(alone), "ls", "/sys/class/net").output())
        .isEqualTo("lo");
    assertThat(lab.ada.user().asks().get("/api/v1/me/ssh-config").asString())
        .doesNotContain("service");
  }

  @Test
  void aLeaseInAnothersNetworkFollowsItIntoANewContainer() {
    lab.allow("\"containerNetwork\": true");
    var sleep = List.of("sleep", "600");
    var web = lab.running(Map.of("name", "web", "ssh", false, "command", sleep));
    var beside =
        lab.running(
            Map.of("name", "beside", "ssh", false, "network", "container:web", "command", sleep));
    Shell.docker("exec", container(beside), "sh", "-c", "echo kept > /marker");
    lab.ada.change("web", Map.of("env", Map.of("A", "1")));
    lab.ada.awaitState("web", "running");
    restart("beside");
    assertFollowed(beside, web);

    Shell.docker("rm", "-f", container(web));
    await()
        .atMost(SECONDS)
        .untilAsserted(() -> assertThat(inspect(web, "{{.State.Running}}")).isEqualTo("true"));
    restart("beside");
    assertFollowed(beside, web);

    lab.ada.act("web", "stop");
    lab.ada.awaitState("web", "stopped");
    lab.ada.act("beside", "restart");
    lab.ada.awaitState("beside", "failed");
    assertThat(lab.ada.get("beside").getString("reason"))
        .isEqualTo("it shares the network of lease web, which is stopped: that has to run first");
    lab.ada.act("web", "start");
    lab.ada.act("beside", "start");
    lab.ada.awaitState("beside", "running");
    assertFollowed(beside, web);
  }

  private void restart(String lease) {
    lab.ada.act(lease, "restart");
    lab.ada.awaitState(lease, "running");
  }

  private static void assertFollowed(JsonPath lease, JsonPath other) {
    assertThat(inspect(lease, "{{.HostConfig.NetworkMode}}"))
        .isEqualTo("container:" + inspect(other, "{{.Id}}"));
    assertThat(Shell.docker("exec", container(lease), "cat", "/marker").output()).isEqualTo("kept");
    assertThat(Shell.docker("exec", container(lease), "ls", "/sys/class/net").output())
        .contains("eth0");
  }
}
