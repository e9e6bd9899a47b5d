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
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Changes to leases on the real engine, with nothing lost. */
@QuarkusTest
@TestProfile(RealEngine.class)
@QuarkusTestResource(PostgresResource.class)
class LeaseChangeIT {

  private static final Duration SECONDS = Duration.ofSeconds(20);

  private final TestUsers users;
  private final Installation installation;
  @TempDir Path directory;
  private static String installationId = "";
  private Tenant alice;

  LeaseChangeIT(TestUsers users, Installation installation) {
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
  void releaseAllAndLeaveNoImageOfAWorkspace() {
    var mine =
        alice.user().asks().get("/api/v1/leases").jsonPath().getList("items.id", String.class);
    mine.forEach(alice::release);
    mine.forEach(lease -> alice.awaitState(lease, "released"));
    await().atMost(SECONDS).untilAsserted(() -> assertThat(copies()).isEmpty());
  }

  @Test
  void nameExpiryRestartAndLabelsChangeWithoutTheWorkspaceNoticing() {
    var lease = running("before", Map.of());
    String container = containerId(lease);
    String until = lease.getString("createdAt").replaceFirst("T.*", "T23:59:59Z");

    var changed =
        alice.change(
            "before",
            Map.of(
                "name",
                "after",
                "expiresAt",
                Instant.parse(until).plusSeconds(86_400).toString(),
                "restart",
                "on-failure:3",
                "labels",
                Map.of("a", "b")));

    assertThat(changed.getString("applied")).isEqualTo("live");
    var now = alice.get("after");
    assertThat(now.getString("id")).isEqualTo(lease.getString("id"));
    assertThat(now.getString("state")).isEqualTo("running");
    assertThat(now.getString("restart")).isEqualTo("on-failure:3");
    assertThat(now.getString("expiresAt")).isNotEqualTo(lease.getString("expiresAt"));
    assertThat(now.getMap("labels")).isEqualTo(Map.of("a", "b"));
    assertThat(now.getString("applied")).isNull();
    assertThat(containerId(lease)).isEqualTo(container);
    assertThat(alice.events("after")).contains("changed");
    alice.request("before", "1h");
    alice
        .user()
        .asks()
        .contentType("application/json")
        .body(Map.of("name", "before"))
        .patch("/api/v1/leases/after")
        .then()
        .statusCode(409);
  }

  @Test
  void memoryAndCpusRiseAndFallUnderWhatRuns() {
    var lease = running("limits", Map.of("memory", "256m", "shmSize", "64m", "cpus", 1));
    String container = containerId(lease);
    alice.ssh(lease, "nohup sleep 600 > /dev/null 2>&1 & echo $! > /tmp/pid");

    for (var memory : List.of("512m", "128m", "384m")) {
      var changed = alice.change("limits", Map.of("memory", memory, "cpus", 0.5, "pidsLimit", 500));
      assertThat(changed.getString("applied")).isEqualTo("live");
      long bytes = Long.parseLong(memory.replace("m", "")) << 20;
      await()
          .atMost(SECONDS)
          .untilAsserted(
              () ->
                  assertThat(
                          inspect(
                              lease,
                              "{{.HostConfig.Memory}} {{.HostConfig.MemorySwap}}"
                                  + " {{.HostConfig.NanoCpus}} {{.HostConfig.PidsLimit}}"))
                      .isEqualTo(bytes + " " + bytes + " 500000000 500"));
    }

    assertThat(containerId(lease)).isEqualTo(container);
    assertThat(alice.ssh(lease, "kill -0 $(cat /tmp/pid) && echo lives"))
        .isEqualTo(new Shell.Result(0, "lives"));
    assertThat(alice.change("limits", Map.of("memory", "384m")).getString("applied"))
        .isEqualTo("nothing");
  }

  @Test
  void memoryInUseStaysUntilItIsFree() {
    var lease = running("used", Map.of("memory", "512m", "shmSize", "16m"));
    alice.ssh(
        lease,
        "nohup sh -c 'head -c 200000000 /dev/zero | tail -c 200000000 | sleep 600'"
            + " > /dev/null 2>&1 & sleep 2");

    alice.change("used", Map.of("memory", "128m"));

    await()
        .atMost(SECONDS)
        .untilAsserted(() -> assertThat(messages("used")).anyMatch(said -> said.contains("uses ")));
    assertThat(inspect(lease, "{{.State.Running}} {{.HostConfig.Memory}}"))
        .isEqualTo("true " + (512L << 20));
    assertThat(alice.ssh(lease, "pgrep -c tail; pkill sleep; pkill tail").output()).isEqualTo("1");
    // Any look at the lease tries again; a change has it looked at now.
    alice.change("used", Map.of("labels", Map.of("look", "now")));
    await()
        .atMost(SECONDS)
        .untilAsserted(
            () ->
                assertThat(inspect(lease, "{{.State.Running}} {{.HostConfig.Memory}}"))
                    .isEqualTo("true " + (128L << 20)));
  }

  private List<String> messages(String lease) {
    return alice
        .user()
        .asks()
        .get("/api/v1/leases/" + lease + "/events")
        .jsonPath()
        .getList("items.message");
  }

  @Test
  void portsAndVariablesComeWithEveryPackageKept() {
    var lease = running("changed", Map.of("env", Map.of("GONE", "1", "STAYS", "1")));
    alice.ssh(
        lease,
        "printf '#!/bin/sh\\necho installed\\n' | sudo tee /usr/local/bin/tool;"
            + " sudo chmod 755 /usr/local/bin/tool; echo system | sudo tee /opt/mark;"
            + " echo home > ~/mark; sudo useradd -M other");
    String container = containerId(lease);

    var changed =
        alice.change(
            "changed",
            Map.of(
                "env", Map.of("STAYS", "2", "NEW", "a b"),
                "secretEnv", Map.of("TOKEN", "very-secret"),
                "shmSize", "32m",
                "ports", List.of(Map.of("container", 8888, "label", "jupyter"))));

    assertThat(changed.getString("applied")).isEqualTo("re-creating");
    assertThat(changed.getString("state")).isEqualTo("stopping");
    var now = alice.awaitState("changed", "running");
    assertThat(containerId(lease)).isNotEqualTo(container);
    assertThat(now.getInt("ssh.port")).isEqualTo(lease.getInt("ssh.port"));
    assertThat(now.getString("ssh.hostKey.fingerprint"))
        .isEqualTo(lease.getString("ssh.hostKey.fingerprint"));
    assertThat(
            alice.ssh(lease, "tool; cat /opt/mark ~/mark; id -u other > /dev/null && echo other"))
        .isEqualTo(new Shell.Result(0, "installed\nsystem\nhome\nother"));
    assertThat(alice.ssh(lease, "echo \"${GONE-none} $STAYS $NEW $TOKEN\""))
        .isEqualTo(new Shell.Result(0, "none 2 a b very-secret"));
    assertThat(alice.ssh(lease, "df --output=size -m /dev/shm | tail -1").output().strip())
        .isEqualTo("32");
    int port = now.getInt("ports[1].host");
    assertThat(now.getInt("ports[1].container")).isEqualTo(8888);
    assertThat(Shell.docker("port", containerName(lease), "8888").output())
        .isEqualTo("127.0.0.1:" + port);
    assertThat(alice.events("changed")).contains("changed", "re-creating");
  }

  @Test
  void whatIsKeptHoldsNoKeyAndNoSecret() {
    var lease = running("scrubbed", Map.of("secretEnv", Map.of("TOKEN", "very-secret-value")));
    alice.change("scrubbed", Map.of("env", Map.of("A", "1")));
    alice.awaitState("scrubbed", "running");

    assertThat(copies()).hasSize(1);
    var found =
        Shell.docker(
            "run",
            "--rm",
            "--network=none",
            "--user=0",
            "--entrypoint=grep",
            copies().getFirst(),
            "-rlE",
            "very-secret-value|OPENSSH PRIVATE KEY|^ssh-ed25519 AAAA",
            "/etc/berth",
            "/run",
            "/etc/profile.d",
            "/etc/sudoers.d");
    assertThat(found.output()).isEmpty();
    assertThat(Shell.docker("history", "--no-trunc", copies().getFirst()).output())
        .doesNotContain("very-secret-value");
    assertThat(alice.ssh(lease, "echo $TOKEN").output()).isEqualTo("very-secret-value");
  }

  @Test
  void aStoppedWorkspaceIsChangedAtItsNextStart() {
    var lease = running("asleep", Map.of());
    alice.ssh(lease, "echo system | sudo tee /opt/mark");
    alice.act("asleep", "stop");
    alice.awaitState("asleep", "stopped");

    for (int i = 1; i <= 3; i++) {
      var changed =
          alice.change("asleep", Map.of("env", Map.of("N", "" + i), "memory", 300 + i + "m"));
      assertThat(changed.getString("applied")).isEqualTo("at next start");
    }
    assertThat(alice.get("asleep").getString("state")).isEqualTo("stopped");
    alice.act("asleep", "start");
    alice.awaitState("asleep", "running");

    assertThat(alice.ssh(lease, "cat /opt/mark; echo $N"))
        .isEqualTo(new Shell.Result(0, "system\n3"));
    assertThat(inspect(lease, "{{.HostConfig.Memory}}")).isEqualTo("" + (303L << 20));
  }

  @Test
  void oneChangeAfterTheOtherLeavesOneImage() {
    var lease = running("often", Map.of());
    alice.ssh(lease, "echo system | sudo tee /opt/mark");
    for (int i = 1; i <= 3; i++) {
      alice.change("often", Map.of("env", Map.of("N" + i, "1")));
      alice.awaitState("often", "running");
    }
    assertThat(alice.ssh(lease, "cat /opt/mark; env | grep '^N[0-9]'"))
        .isEqualTo(new Shell.Result(0, "system\nN3=1"));
    await().atMost(SECONDS).untilAsserted(() -> assertThat(copies()).hasSize(1));
  }

  private JsonPath running(String name, Map<String, Object> more) {
    var body = new HashMap<String, Object>(more);
    body.putIfAbsent("memory", "512m");
    body.putAll(Map.of("name", name, "image", "debian", "ttl", "1h"));
    alice.request(body);
    return alice.awaitState(name, "running");
  }

  private static String containerName(JsonPath lease) {
    return new LeaseId(lease.getString("id")).containerName();
  }

  private static String containerId(JsonPath lease) {
    return inspect(lease, "{{.Id}}");
  }

  private static String inspect(JsonPath lease, String format) {
    return Shell.docker("inspect", "--format", format, containerName(lease)).output();
  }

  private List<String> copies() {
    return Stream.of(
            Shell.docker(
                    "images",
                    "-q",
                    "--filter",
                    "label=dev.berth.installation=" + installation.id(),
                    "--filter",
                    "label=dev.berth.lease")
                .output()
                .split("\n"))
        .filter(line -> !line.isEmpty())
        .toList();
  }
}
