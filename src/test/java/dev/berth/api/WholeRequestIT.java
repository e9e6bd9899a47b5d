package dev.berth.api;

import static dev.berth.api.Lab.container;
import static dev.berth.api.Lab.id;
import static dev.berth.api.Lab.inspect;
import static dev.berth.api.Lab.server;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import dev.berth.PostgresResource;
import dev.berth.RealEngine;
import dev.berth.Shell;
import dev.berth.account.Role;
import dev.berth.node.Installation;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import java.io.IOException;
import java.net.ServerSocket;
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

/** What was a docker run line, on the real engine: resources, environment, ports, restarts. */
@QuarkusTest
@TestProfile(RealEngine.class)
@QuarkusTestResource(PostgresResource.class)
class WholeRequestIT {

  private static final Duration SECONDS = Duration.ofSeconds(20);

  private final TestUsers users;
  private final Installation installation;
  @TempDir Path directory;
  private static String installationId = "";
  private Lab lab;

  WholeRequestIT(TestUsers users, Installation installation) {
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
  void environmentFilesNamesAndPlacesAreThereOverSsh() {
    var lease =
        lab.running(
            Map.of(
                "env", Map.of("GREETING", "it's $HOME \"x\" # 1"),
                "envFile", "# file\nA=1\nQUOTED=\"x\"\nEMPTY=\n\nPASSED\nGREETING=lost\n",
                "hostname", "mars",
                "dns", List.of("192.0.2.53"),
                "workdir", "/srv/work"));
    assertThat(
            lab.ssh(
                lease, "echo \"$GREETING|$A|$QUOTED|${EMPTY-unset}|${PASSED-unset}\"; hostname"))
        .isEqualTo("it's $HOME \"x\" # 1|1|\"x\"||unset\nmars");
    assertThat(inspect(lease, "{{.HostConfig.Dns}}")).isEqualTo("[192.0.2.53]");
    assertThat(lab.ssh(lease, "bash -lic pwd")).endsWith("/srv/work");
  }

  @Test
  void secretVariablesAreThereOverSshAndNowhereElse() {
    var lease =
        lab.running(
            Map.of(
                "secretEnv", Map.of("TOKEN", "hush-hush '1' $2"),
                "command", List.of("sh", "-c", "echo started with ${#TOKEN}; sleep 600")));
    assertThat(lab.ssh(lease, "echo \"$TOKEN\"; sudo sh -c 'echo $TOKEN'"))
        .isEqualTo("hush-hush '1' $2\nhush-hush '1' $2");
    await()
        .atMost(SECONDS)
        .untilAsserted(
            () ->
                assertThat(Shell.docker("logs", container(lease)).output())
                    .contains("started with 16"));
    assertThat(Shell.docker("inspect", container(lease)).output()).doesNotContain("hush");
    assertThat(Shell.docker("logs", container(lease)).output()).doesNotContain("hush");
    assertThat(lab.ada.user().asks().get("/api/v1/leases/" + id(lease) + "/events").asString())
        .doesNotContain("hush");
    assertThat(lab.ada.user().asks().get("/api/v1/leases/" + id(lease)).asString())
        .doesNotContain("hush");
  }

  @Test
  void adminsInspectAContainerAndFindNoSecretInIt() {
    lab.allow("\"passwordLogin\": true");
    var login = Map.of("keys", true, "password", true);
    var request =
        Map.of(
            "image",
            "debian",
            "memory",
            "512m",
            "login",
            login,
            "env",
            Map.of("GREETING", "hello"),
            "secretEnv",
            Map.of("TOKEN", "hush-hush"));
    var asked = lab.post(request, "inspected");
    String lease = lab.ada.awaitState(id(asked), "running").getString("id");
    var admin = users.make(Role.ADMIN);
    String path = "/api/v1/admin/leases/" + lease + "/inspect";

    var shown = admin.asks().get(path).then().statusCode(200).extract();
    assertThat(shown.jsonPath().getString("Name")).isEqualTo("/" + container(asked));
    assertThat(shown.jsonPath().getList("Config.Env")).contains("GREETING=hello");
    assertThat(shown.asString())
        .doesNotContain("hush")
        .doesNotContain(asked.getString("ssh.password"))
        .doesNotContain("PRIVATE KEY");
    assertThat(shown.path("Config.Labels").toString()).contains(lease);

    lab.ada.user().asks().get(path).then().statusCode(403);
    lab.ada.release(lease);
    lab.ada.awaitState(lease, "released");
    admin
        .asks()
        .get(path)
        .then()
        .statusCode(404)
        .contentType(Problem.MEDIA_TYPE)
        .body("detail", equalTo("the lease is released, and has no container"));
    var entries = admin.asks().get("/api/v1/admin/audit").jsonPath();
    assertThat(entries.getList("items.findAll { it.action == 'lease.inspect' }.subject"))
        .contains(lease, lease);
    assertThat(entries.getList("items.findAll { it.action == 'lease.inspect' }.actor"))
        .contains(admin.handle().value());
  }

  @Test
  void aPasswordIsShownOnceAndOpensTheWorkspace() throws IOException {
    lab.allow("\"passwordLogin\": true");
    var body =
        Map.of(
            "image", "debian", "memory", "512m", "login", Map.of("keys", false, "password", true));
    var first = lab.post(body, "once");
    String password = first.getString("ssh.password");
    assertThat(password).hasSize(24);
    assertThat(lab.post(body, "once").getString("ssh.password")).isNull();
    var lease = lab.ada.awaitState(id(first), "running");
    assertThat(lease.getString("ssh.password")).isNull();
    assertThat(lab.ada.ssh(lease, "true").output()).contains("Permission denied");

    Path askpass = Files.writeString(directory.resolve("askpass"), "#!/bin/sh\necho \"$PW\"\n");
    assertThat(askpass.toFile().setExecutable(true)).isTrue();
    assertThat(withPassword(lease, askpass, password)).isEqualTo("dev");
    assertThat(withPassword(lease, askpass, "wrong")).contains("Permission denied");

    for (String shown :
        List.of(
            Shell.docker("inspect", container(lease)).output(),
            Shell.docker("logs", container(lease)).output(),
            lab.ada.user().asks().get("/api/v1/leases/" + id(lease) + "/events").asString(),
            lab.ada.user().asks().get("/api/v1/leases/" + id(lease)).asString())) {
      assertThat(shown).doesNotContain(password).doesNotContain("$6$");
    }
  }

  private String withPassword(JsonPath lease, Path askpass, String password) {
    return Shell.run(
            List.of(
                "env",
                "SSH_ASKPASS=" + askpass,
                "SSH_ASKPASS_REQUIRE=force",
                "PW=" + password,
                "ssh",
                "-F",
                "/dev/null",
                "-o",
                "PubkeyAuthentication=no",
                "-o",
                "NumberOfPasswordPrompts=1",
                "-o",
                "UserKnownHostsFile=" + lab.ada.knownHosts(),
                "-p",
                lease.getString("ssh.port"),
                "dev@127.0.0.1",
                "id -un"))
        .output();
  }

  @Test
  void aCommandRunsBesideSshAsTheUserAndHearsOfTheEnd() {
    var lease =
        lab.running(
            Map.of(
                "workdir",
                "/srv/work",
                "command",
                List.of(
                    "sh",
                    "-c",
                    "id -un; pwd; echo \"$HOME\"; trap 'echo asked to end > ~/end; exit 0' TERM;"
                        + " while :; do sleep 0.1; done")));
    await()
        .atMost(SECONDS)
        .untilAsserted(
            () ->
                assertThat(Shell.docker("logs", container(lease)).output().lines())
                    .containsSubsequence("dev", "/srv/work", "/home/dev"));
    lab.ada.act(id(lease), "stop");
    lab.ada.awaitState(id(lease), "stopped");
    lab.ada.act(id(lease), "start");
    lab.ada.awaitState(id(lease), "running");
    assertThat(lab.ssh(lease, "cat end")).isEqualTo("asked to end");
  }

  @Test
  void aCommandThatEndsLeavesTheWorkspaceUp() {
    var lease = lab.running(Map.of("command", List.of("sh", "-c", "exit 3")));
    await()
        .atMost(SECONDS)
        .untilAsserted(
            () ->
                assertThat(Shell.docker("logs", container(lease)).output())
                    .contains("berth: the command ended with exit code 3"));
    assertThat(lab.ssh(lease, "echo in")).isEqualTo("in");
  }

  @Test
  void severalPortsArePublishedFixedAndNot() throws IOException {
    lab.allow("\"fixedPorts\": true");
    int sshPort = freePort();
    int web = freePort();
    var lease =
        lab.running(
            Map.of(
                "ports",
                List.of(
                    Map.of("container", 22, "host", sshPort),
                    Map.of("container", 8000, "host", web, "label", "web"),
                    Map.of("container", 5353, "protocol", "udp"),
                    Map.of("container", 9000)),
                "expose",
                List.of(7000)));
    assertThat(lease.getInt("ssh.port")).isEqualTo(sshPort);
    assertThat(lease.getList("ports.container")).containsExactly(22, 8000, 5353, 9000);
    assertThat(lease.getList("ports.protocol")).containsExactly("tcp", "tcp", "udp", "tcp");
    assertThat(lease.getList("ports.label")).containsExactly("ssh", "web", "", "");
    int automatic = lease.getInt("ports[3].host");
    assertThat(automatic).isBetween(27_000, 27_099);
    assertThat(inspect(lease, "{{json .HostConfig.PortBindings}}"))
        .contains("\"8000/tcp\":[{\"HostIp\":\"127.0.0.1\",\"HostPort\":\"" + web + "\"}]")
        .contains("\"5353/udp\"");
    assertThat(inspect(lease, "{{json .Config.ExposedPorts}}")).contains("\"7000/tcp\"");

    lab.ssh(lease, server(9000, "hello from 9000"));
    await()
        .atMost(SECONDS)
        .untilAsserted(
            () ->
                assertThat(
                        Shell.run(List.of("nc", "-w", "2", "127.0.0.1", "" + automatic)).output())
                    .isEqualTo("hello from 9000"));

    var refused = lab.ask(Map.of("ports", List.of(Map.of("container", 80, "host", web))), 409);
    assertThat(refused.getString("type")).isEqualTo("/problems/port-taken");
    assertThat(refused.getString("detail"))
        .isEqualTo(
            "port " + web + " of the host is held by your lease '" + lease.get("name") + "'");
  }

  @Test
  void aFixedPortOfAnotherProgramFailsTheLeaseAndSaysWhy() throws IOException {
    lab.allow("\"fixedPorts\": true");
    try (var other = new ServerSocket(0)) {
      int port = other.getLocalPort();
      var lease = lab.ask(Map.of("ports", List.of(Map.of("container", 80, "host", port))), 202);
      lab.ada.awaitState(id(lease), "failed");
      assertThat(lab.ada.get(id(lease)).getString("reason"))
          .startsWith("port " + port + " is used by another process of the host");
    }
  }

  @Test
  void resourcesAreLimitedAsAskedFor() {
    lab.allow("\"hostIpc\": true");
    var lease =
        lab.running(
            Map.of(
                "cpus",
                0.5,
                "cpuset",
                "0",
                "memory",
                "512m",
                "shmSize",
                "100m",
                "pidsLimit",
                300,
                "ulimits",
                Map.of("nofile", Map.of("soft", 1000, "hard", 2000))));
    assertThat(
            inspect(
                lease,
                "{{.HostConfig.NanoCpus}} {{.HostConfig.CpusetCpus}} {{.HostConfig.Memory}}"
                    + " {{.HostConfig.MemorySwap}} {{.HostConfig.ShmSize}} {{.HostConfig.PidsLimit}}"
                    + " {{.HostConfig.IpcMode}}"))
        .isEqualTo("500000000 0 536870912 536870912 104857600 300 private");
    assertThat(lab.ssh(lease, "ulimit -Sn; ulimit -Hn; df -m --output=size /dev/shm | tail -1"))
        .matches("1000\n2000\n *100");
    var shared = lab.running(Map.of("ipc", "host"));
    assertThat(inspect(shared, "{{.HostConfig.IpcMode}}")).isEqualTo("host");
    var half = lab.running(Map.of("memory", "400m"));
    assertThat(inspect(half, "{{.HostConfig.ShmSize}}")).isEqualTo("" + (200 << 20));
  }

  @Test
  void rootLogsInWhereThePlanAllowsIt() {
    lab.allow("\"rootLogin\": true");
    var lease = lab.running(Map.of("user", "root"));
    assertThat(lab.ssh(lease, "id -un; pwd")).isEqualTo("root\n/root");
  }

  @Test
  void restartPoliciesAreKept() {
    var done = service("no", "exit 0");
    lab.ada.awaitState(id(done), "stopped");
    var broken = service("no", "exit 3");
    lab.ada.awaitState(id(broken), "failed");
    assertThat(lab.ada.get(id(broken)).getString("reason"))
        .isEqualTo("the workspace ended with exit code 3; its restart policy is no");
    var retried = service("on-failure:2", "exit 4");
    lab.ada.awaitState(id(retried), "failed");
    assertThat(lab.ada.get(id(retried)).getString("reason"))
        .isEqualTo(
            "the workspace went down 3 times in a row; last: the workspace ended with exit code 4");
    var fine = service("on-failure", "exit 0");
    lab.ada.awaitState(id(fine), "stopped");
    var again = service("always", "sleep 1; exit 0");
    await()
        .atMost(SECONDS)
        .untilAsserted(
            () ->
                assertThat(lab.ada.events(id(again))).filteredOn("starting"::equals).isNotEmpty());
  }

  private JsonPath service(String restart, String script) {
    return lab.ask(
        Map.of("ssh", false, "restart", restart, "command", List.of("sh", "-c", script)), 202);
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
