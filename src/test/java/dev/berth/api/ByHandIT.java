package dev.berth.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.berth.Leftovers;
import dev.berth.PostgresResource;
import dev.berth.RealEngine;
import dev.berth.Shell;
import dev.berth.account.Role;
import dev.berth.kernel.LeaseId;
import dev.berth.node.Installation;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What somebody does on the engine behind Berth's back, and what becomes of the leases. */
@QuarkusTest
@TestProfile(RealEngine.class)
@QuarkusTestResource(PostgresResource.class)
class ByHandIT {

  private static final Duration SOON = Duration.ofSeconds(60);
  private static String installationId = "";

  private final TestUsers users;
  private final Installation installation;
  @TempDir Path directory;
  private Tenant alice;

  ByHandIT(TestUsers users, Installation installation) {
    this.users = users;
    this.installation = installation;
  }

  @AfterAll
  static void removeWhatTheInstallationKeeps() {
    Leftovers.remove(installationId);
  }

  @BeforeEach
  void makeAlice() {
    installationId = installation.id();
    alice = new Tenant(users.make(Role.USER), directory);
  }

  @AfterEach
  void release() {
    alice.release("box");
    await().atMost(SOON).until(() -> containers().isEmpty());
  }

  @Test
  void aRemovedContainerIsMadeAnewAndTheEventSaysWhatIsLost() {
    var lease = marked();
    docker("rm", "-f", container(lease));
    await().atMost(SOON).until(() -> told("made-anew").size() == 1);
    alice.awaitState("box", "running");
    assertThat(told("made-anew").getFirst())
        .contains("outside of the home, volumes and other mounts is lost");
    assertThat(alice.ssh(lease, "cat ~/mark; test ! -e /opt/mark && echo lost").output())
        .isEqualTo("home\nlost");
  }

  @Test
  void aRenamedContainerGetsItsNameBackAndItsProgramsGoOn() {
    var lease = marked();
    alice.ssh(lease, "setsid -f sleep 7801 > /dev/null 2>&1");
    String pid = alice.ssh(lease, "pgrep -fx 'sleep 7801'").output();
    docker("rename", container(lease), "renamed-" + container(lease));
    await().atMost(SOON).until(() -> told("renamed-back").size() == 1);
    alice.awaitState("box", "running");
    assertThat(alice.ssh(lease, "cat /opt/mark; pgrep -fx 'sleep 7801'").output())
        .isEqualTo("system\n" + pid);
    assertThat(containers()).containsExactly(container(lease));
  }

  @Test
  void anImageThatIsTakenFromAStoppedLeaseIsNotMissed() {
    var lease = marked();
    stop();
    docker("rmi", "-f", docker("inspect", "--format", "{{.Config.Image}}", container(lease)));
    startsWithItsMarks(lease);
  }

  @Test
  void anImageThatIsGoneWithTheContainerIsBakedAgain() {
    var lease = marked();
    stop();
    String image = docker("inspect", "--format", "{{.Config.Image}}", container(lease));
    docker("rm", container(lease));
    docker("rmi", "-f", image);
    alice.act("box", "start");
    alice.awaitState("box", "running");
    assertThat(alice.ssh(lease, "cat ~/mark").output()).isEqualTo("home");
  }

  @Test
  void aHomeThatIsDeletedBeginsEmpty() {
    var lease = marked();
    stop();
    docker("rm", container(lease));
    docker("volume", "rm", "berth-" + installationId + "-home-" + alice.user().handle());
    alice.act("box", "start");
    alice.awaitState("box", "running");
    assertThat(alice.ssh(lease, "test ! -e ~/mark && test -w ~ && echo empty").output())
        .isEqualTo("empty");
    assertThat(told("made-anew").getFirst())
        .endsWith("is lost; so is all that was in the home, which begins empty");
  }

  @Test
  void aNetworkThatIsRemovedIsMadeAnew() {
    var lease = marked();
    stop();
    docker("network", "rm", "berth-" + installationId);
    startsWithItsMarks(lease);
  }

  private void stop() {
    alice.act("box", "stop");
    alice.awaitState("box", "stopped");
  }

  private void startsWithItsMarks(JsonPath lease) {
    alice.act("box", "start");
    alice.awaitState("box", "running");
    assertThat(alice.ssh(lease, "cat ~/mark /opt/mark").output()).isEqualTo("home\nsystem");
    assertThat(told("made-anew")).isEmpty();
  }

  /** A lease that runs, with a file in its home and one beside. */
  private JsonPath marked() {
    alice.request("box", "1h");
    var lease = alice.awaitState("box", "running");
    assertThat(alice.ssh(lease, "echo home > ~/mark; echo system | sudo tee /opt/mark").exitCode())
        .isZero();
    return lease;
  }

  private List<String> told(String kind) {
    return alice
        .user()
        .asks()
        .get("/api/v1/leases/box/events")
        .jsonPath()
        .getList("items.findAll { it.kind == '" + kind + "' }.message");
  }

  private static String container(JsonPath lease) {
    return new LeaseId(lease.getString("id")).containerName();
  }

  private List<String> containers() {
    return docker(
            "ps",
            "-a",
            "--format",
            "{{.Names}}",
            "--filter",
            "label=dev.berth.installation=" + installation.id())
        .lines()
        .toList();
  }

  private static String docker(String... command) {
    var result = Shell.docker(command);
    assertThat(result.exitCode()).as(result.output()).isZero();
    return result.output();
  }
}
