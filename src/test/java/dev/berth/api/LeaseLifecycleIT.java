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
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Leases on the real engine, with real PostgreSQL and real ssh, as a user sees them. */
@QuarkusTest
@TestProfile(RealEngine.class)
@QuarkusTestResource(PostgresResource.class)
class LeaseLifecycleIT {

  private static final Duration SECONDS = Duration.ofSeconds(20);

  private final TestUsers users;
  private final Installation installation;
  @TempDir Path directory;
  private static String installationId = "";
  private Tenant alice;

  LeaseLifecycleIT(TestUsers users, Installation installation) {
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
  void releaseAllAndLeaveNothingButHomes() {
    var mine =
        alice.user().asks().get("/api/v1/leases").jsonPath().getList("items.id", String.class);
    mine.forEach(alice::release);
    mine.forEach(lease -> alice.awaitState(lease, "released"));
    assertThat(containers()).isEmpty();
    assertThat(volumes()).allMatch(volume -> volume.contains("-home-"));
  }

  @Test
  void twentyLeasesAskedForAtOnceGetTwentyPortsAndTwentyLogins() throws Exception {
    List<JsonPath> asked = new ArrayList<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<JsonPath>> requests =
          IntStream.range(0, 20)
              .mapToObj(i -> threads.submit(() -> alice.request("many-" + i, "1h")))
              .toList();
      for (var request : requests) {
        asked.add(request.get());
      }
    }
    assertThat(asked.stream().map(lease -> lease.getInt("ssh.port")).distinct()).hasSize(20);
    for (var lease : asked) {
      alice.awaitState(lease.getString("id"), "running");
      assertThat(alice.ssh(lease, "hostname"))
          .isEqualTo(new Shell.Result(0, lease.getString("name")));
    }
  }

  @Test
  void aKilledWorkspaceComesBackOnTheSamePortWithTheSameKeyAndItsFiles() {
    var lease = running("killed", "1h");
    alice.ssh(lease, "echo home > ~/mark; echo system | sudo tee /opt/mark");

    Shell.docker("kill", container(lease));

    await()
        .atMost(SECONDS)
        .untilAsserted(
            () ->
                assertThat(alice.ssh(lease, "cat ~/mark /opt/mark"))
                    .isEqualTo(new Shell.Result(0, "home\nsystem")));
    assertThat(alice.get("killed").getString("ssh.hostKey.fingerprint"))
        .isEqualTo(lease.getString("ssh.hostKey.fingerprint"));
  }

  @Test
  void aRemovedWorkspaceIsMadeAnewWithItsPortItsKeyAndItsHome() {
    var lease = running("removed", "1h");
    alice.ssh(lease, "echo home > ~/mark-removed");

    Shell.docker("rm", "-f", container(lease));

    await()
        .atMost(SECONDS)
        .untilAsserted(
            () ->
                assertThat(alice.ssh(lease, "cat ~/mark-removed"))
                    .isEqualTo(new Shell.Result(0, "home")));
  }

  @Test
  void stopAndStartKeepPackagesPortAndKey() {
    var lease = running("stopped", "1h");
    alice.ssh(lease, "sudo touch /usr/bin/installed");

    alice.act("stopped", "stop");
    alice.awaitState("stopped", "stopped");
    assertThat(Shell.docker("ps", "-q", "--filter", "name=" + container(lease)).output()).isEmpty();
    alice.act("stopped", "start");
    alice.awaitState("stopped", "running");

    assertThat(alice.ssh(lease, "ls /usr/bin/installed").exitCode()).isZero();
    alice.act("stopped", "restart");
    alice.awaitState("stopped", "running");
    assertThat(alice.ssh(lease, "ls /usr/bin/installed").exitCode()).isZero();
  }

  @Test
  void anExpiredLeaseComesBackWhenExtendedInItsGraceAndGoesForGoodAfterIt() {
    var lease = running("short", "5s");
    alice.ssh(lease, "sudo touch /opt/kept");
    alice.awaitState("short", "expired");
    assertThat(alice.ssh(lease, "true").exitCode()).isEqualTo(255);

    alice.extend("short", "8s");
    alice.awaitState("short", "running");
    assertThat(alice.ssh(lease, "ls /opt/kept").exitCode()).isZero();

    String id = lease.getString("id");
    alice.awaitState(id, "released");
    assertThat(alice.events(id)).containsSubsequence("expired", "running", "expired", "released");
  }

  @Test
  void aPortThatAnotherProcessUsesIsLeftToIt() throws Exception {
    int last = running("before", "1h").getInt("ssh.port");
    try (var foreign = new ServerSocket(last + 1, 1, InetAddress.getLoopbackAddress())) {
      var asked = alice.request("beside", "1h");
      assertThat(asked.getInt("ssh.port")).isEqualTo(foreign.getLocalPort());

      var lease = alice.awaitState("beside", "running");

      assertThat(lease.getInt("ssh.port")).isNotEqualTo(foreign.getLocalPort());
      assertThat(alice.ssh(lease, "true").exitCode()).isZero();
      assertThat(alice.events("beside")).contains("port-moved");
    }
  }

  @Test
  void addedAndRevokedKeysReachARunningWorkspaceWithinSeconds() {
    var lease = running("keys", "1h");
    var second = alice.newKey("second");
    assertThat(alice.ssh(lease, second, "true").exitCode()).isEqualTo(255);

    alice.addKey("second");
    await()
        .atMost(SECONDS)
        .untilAsserted(() -> assertThat(alice.ssh(lease, second, "true").exitCode()).isZero());

    alice.removeKey("second");
    await()
        .atMost(SECONDS)
        .untilAsserted(
            () -> assertThat(alice.ssh(lease, second, "true").exitCode()).isEqualTo(255));
  }

  @Test
  void noSecretIsInWhatTheEngineShows() {
    var lease = running("inspected", "1h");
    assertThat(Shell.docker("inspect", container(lease)).output())
        .doesNotContain("PRIVATE KEY")
        .doesNotContain("berth_");
  }

  private JsonPath running(String name, String ttl) {
    alice.request(name, ttl);
    return alice.awaitState(name, "running");
  }

  private static String container(JsonPath lease) {
    return new LeaseId(lease.getString("id")).containerName();
  }

  private List<String> containers() {
    return lines("ps", "-aq", "--filter", label());
  }

  private List<String> volumes() {
    return lines("volume", "ls", "-q", "--filter", label());
  }

  private String label() {
    return "label=dev.berth.installation=" + installation.id();
  }

  private static List<String> lines(String... command) {
    return Stream.of(Shell.docker(command).output().split("\n"))
        .filter(line -> !line.isEmpty())
        .toList();
  }
}
