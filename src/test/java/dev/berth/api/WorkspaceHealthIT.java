package dev.berth.api;

import static java.nio.charset.StandardCharsets.UTF_8;
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
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes wrong inside of a running workspace costs its user as little as can be. */
@QuarkusTest
@TestProfile(WorkspaceHealthIT.OftenAsked.class)
@QuarkusTestResource(PostgresResource.class)
class WorkspaceHealthIT {

  private static final Duration SOON = Duration.ofSeconds(60);
  private static final String PROGRAM = "sleep 7701";

  /** As in production, but that SSH servers are asked each second. */
  public static final class OftenAsked implements QuarkusTestProfile {
    @Override
    public Map<String, String> getConfigOverrides() {
      var all = new HashMap<>(new RealEngine().getConfigOverrides());
      all.put("berth.watchdog.health-every", "1s");
      return all;
    }
  }

  private static String installationId = "";

  private final TestUsers users;
  private final Installation installation;
  @TempDir Path directory;
  private Tenant tenant;
  private SshClient client;
  private String container = "";

  WorkspaceHealthIT(TestUsers users, Installation installation) {
    this.users = users;
    this.installation = installation;
  }

  @AfterAll
  static void removeWhatTheInstallationKeeps() {
    Leftovers.remove(installationId);
  }

  @BeforeEach
  void takeALease() {
    installationId = installation.id();
    tenant = new Tenant(users.make(Role.USER), directory);
    tenant.request("health", "1h");
    container = new LeaseId(tenant.awaitState("health", "running").getString("id")).containerName();
    client = SshClient.of(tenant, "health", directory);
  }

  @AfterEach
  void release() {
    String id = tenant.get("health").getString("id");
    tenant.release(id);
    tenant.awaitState(id, "released");
  }

  @Test
  void anSshServerThatIsKilledIsUpAgainAndNothingElseHasChanged() throws IOException {
    try (var before = new Before()) {
      String killed = listener();
      asRoot("kill -KILL " + killed);
      await()
          .atMost(SOON)
          .untilAsserted(() -> assertThat(client.ssh("echo in").stdout()).isEqualTo("in\n"));
      assertThat(listener()).isNotEqualTo(killed);
      before.holdsStill();
      assertThat(Shell.docker("logs", container).output())
          .contains("berth: sshd ended with exit code 137 and is started again");

      // Of a listener that is no more, yet whoever is locked out is thrown out.
      asRoot("/usr/lib/berth/lock-out dev yes");
      before.sessionEnds();
      asRoot("/usr/lib/berth/lock-out dev no");
      before.programRuns();
    }
  }

  @Test
  void anSshServerThatHangsIsStartedAnewAndNothingElseHasChanged() throws IOException {
    try (var before = new Before()) {
      String stopped = listener();
      asRoot("kill -STOP " + stopped);
      await().atMost(SOON).untilAsserted(() -> assertThat(events("sshd-restarted")).isNotEmpty());
      assertThat(events("sshd-restarted").getLast())
          .isEqualTo(
              "the SSH server did not answer 3 times in a row and was started anew; what runs in"
                  + " the workspace goes on");
      assertThat(client.ssh("echo in").stdout()).isEqualTo("in\n");
      assertThat(listener()).isNotEqualTo(stopped);
      before.holdsStill();
    }
  }

  @Test
  void sessionsCanBeInterruptedAsEver() {
    String ignored = client.ssh("grep SigIgn: /proc/self/status").stdout().strip();
    long signals = Long.parseLong(ignored.substring(ignored.lastIndexOf('\t') + 1), 16);
    assertThat(signals & 0b110).as("SIGINT and SIGQUIT").isZero();
  }

  @Test
  void aWorkspaceStopsAtOnceWhenItIsAskedTo() {
    tenant.act("health", "stop");
    tenant.awaitState("health", "stopped");
    assertThat(inspect("{{.State.ExitCode}}")).isEqualTo("0");
    tenant.act("health", "start");
    tenant.awaitState("health", "running");
  }

  @Test
  void aProcessThatIsKilledForMemoryIsToldOfAndTheWorkspaceGoesOn() {
    String began = inspect("{{.State.StartedAt}}");
    assertThat(client.ssh("head -c 3G /dev/zero | tail").exitCode()).isNotZero();
    await().atMost(SOON).untilAsserted(() -> assertThat(events("out-of-memory")).isNotEmpty());
    assertThat(events("out-of-memory").getLast())
        .startsWith(
            "a process in your workspace was killed for lack of memory: limit 512m, in use ")
        .contains("; largest processes: ");
    assertThat(inspect("{{.State.StartedAt}}")).isEqualTo(began);
    assertThat(client.ssh("echo in").stdout()).isEqualTo("in\n");
  }

  private String listener() {
    return asRoot("cat /run/berth/sshd.pid");
  }

  private String asRoot(String script) {
    var result = Shell.docker("exec", "--user", "0", container, "sh", "-euc", script);
    assertThat(result.exitCode()).as(result.output()).isZero();
    return result.output();
  }

  private String inspect(String format) {
    return Shell.docker("inspect", "--format", format, container).output();
  }

  private List<String> events(String kind) {
    return tenant
        .user()
        .asks()
        .get("/api/v1/leases/health/events")
        .jsonPath()
        .getList("items.findAll { it.kind == '" + kind + "' }.message");
  }

  /** A user's program and an open session, of which none may notice anything. */
  private final class Before implements AutoCloseable {

    private final SshClient.Running session = client.start(SshClient.and(client.to(), "exec cat"));
    private final BufferedReader answers = session.process().inputReader(UTF_8);
    private final String began = inspect("{{.State.StartedAt}}");
    private final String program;

    Before() throws IOException {
      sessionEchoes();
      client.ssh("setsid -f " + PROGRAM + " > /dev/null 2>&1").text();
      program = asRoot("pgrep -fx '" + PROGRAM + "'");
    }

    private void sessionEchoes() throws IOException {
      session.process().outputWriter(UTF_8).append("still here\n").flush();
      assertThat(answers.readLine()).isEqualTo("still here");
    }

    void programRuns() {
      assertThat(asRoot("pgrep -fx '" + PROGRAM + "'")).isEqualTo(program);
      assertThat(inspect("{{.State.StartedAt}}")).isEqualTo(began);
    }

    void holdsStill() throws IOException {
      sessionEchoes();
      programRuns();
      assertThat(tenant.get("health").getString("state")).isEqualTo("running");
    }

    void sessionEnds() throws IOException {
      assertThat(answers.readLine()).isNull();
    }

    @Override
    public void close() {
      session.close();
      asRoot("pkill -fx '" + PROGRAM + "'");
    }
  }
}
