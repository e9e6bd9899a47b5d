package dev.berth.watchdog;

import static org.awaitility.Awaitility.await;

import dev.berth.PostgresResource;
import dev.berth.account.AccountStore;
import dev.berth.kernel.LeaseId;
import dev.berth.lease.LeaseStore;
import dev.berth.node.Installation;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.keyprovider.KeyPairProvider;
import org.apache.sshd.server.SshServer;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.MethodOrderer.MethodName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * What the packaged application costs that nobody asks anything, by the time that its process has
 * had of a processor in the fifth and sixth minute: beside no lease, 10,000 that are stopped, and
 * 10,000 that run. Part of {@code make bench}.
 */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
@TestMethodOrder(MethodName.class)
class IdleRun {

  private static final int LEASES = 10_000;
  private static final Duration MEASURED = Duration.ofMinutes(2);

  /** Until the code is compiled, and each that runs has got its keys once. */
  private static final Duration WARM_UP = Duration.ofMinutes(4);

  private static final Path APPLICATION = Path.of("target", "quarkus-app", "quarkus-run.jar");

  private final Crowd crowd;
  private final LeaseStore leases;
  private final Installation installation;

  IdleRun(
      LeaseStore leases, AccountStore accounts, DataSource database, Installation installation) {
    crowd = new Crowd(leases, accounts, database);
    this.leases = leases;
    this.installation = installation;
  }

  @Test
  void besideNoLease() throws Exception {
    crowd.sql("truncate account, gpu cascade");
    measure("no lease", "exited", List.of());
  }

  @Test
  void besideThousandsThatAreStopped() throws Exception {
    gather();
    crowd.sql(
        """
        update lease set state = 'stopped', state_detail = '{"by": "OWNER"}',
          next_check_at = expires_at where state = 'running'""");
    crowd.sql("update workspace_watch set looked_at = null");
    crowd.sql("update idle_watch set next_at = null");
    measure(LEASES + " stopped", "exited", all());
  }

  @Test
  void besideThousandsThatRun() throws Exception {
    gather();
    var key = KeyUtils.generateKeyPair(KeyPairProvider.SSH_ED25519, 256);
    try (var server = SshServer.setUpDefaultServer()) {
      server.setHost(InetAddress.getLoopbackAddress().getHostAddress());
      server.setKeyPairProvider(KeyPairProvider.wrap(key));
      server.start();
      crowd.sql(
          """
          update lease set host_key = '%s',
            ports = jsonb_set(ports, '{0,host,value}', to_jsonb(%d))"""
              .formatted(PublicKeyEntry.toString(key.getPublic()), server.getPort()));
      measure(LEASES + " that run", "running", all());
    }
  }

  /** As of now, for two days. */
  private void gather() throws Exception {
    crowd.gather(LEASES);
    crowd.sql("delete from gpu_grant");
    crowd.sql("delete from gpu");
    crowd.sql("update workspace_watch set looked_at = now()");
    crowd.sql("update idle_watch set next_at = now()");
    crowd.sql(
        """
        update lease set created_at = now(), since = now(), term_set_at = now(),
          expires_at = now() + interval '2 days', term_limit = now() + interval '30 days',
          next_check_at = now() + random() * interval '30 minutes',
          next_warning_at = now() + interval '1 day' where state = 'running'""");
    crowd.sql("vacuum full analyze lease");
  }

  private List<LeaseId> all() {
    return List.copyOf(leases.liveStates().keySet());
  }

  private void measure(String what, String state, List<LeaseId> ids) throws Exception {
    try (var engine = new ManyContainers(installation.id(), state, ids)) {
      var berth = start(engine.address());
      try {
        Thread.sleep(WARM_UP);
        var before = cpu(berth);
        long looks = engine.looks();
        Thread.sleep(MEASURED);
        var used = cpu(berth).minus(before);
        System.out.printf(
            "%s: %.2f %% of a core (%d ms in two minutes), %d containers looked at, %d MiB resident%n",
            what,
            100.0 * used.toMillis() / MEASURED.toMillis(),
            used.toMillis(),
            engine.looks() - looks,
            resident(berth));
      } finally {
        berth.destroy();
        berth.waitFor();
      }
    }
  }

  private static Duration cpu(Process process) {
    return process.info().totalCpuDuration().orElseThrow();
  }

  private static long resident(Process process) throws IOException {
    return Files.readAllLines(Path.of("/proc", "" + process.pid(), "status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) >> 10)
        .findFirst()
        .orElseThrow();
  }

  private static Process start(String engine) throws IOException {
    int port;
    try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    var directory = Files.createDirectories(Path.of("target", "it").toAbsolutePath());
    var command =
        new ArrayList<>(
            List.of(
                ProcessHandle.current().info().command().orElse("java"),
                "--enable-native-access=ALL-UNNAMED",
                "-Xmx512m",
                "-Dberth.home=" + Files.createTempDirectory(directory, "idle-"),
                "-Dberth.engine.host=" + engine,
                "-Dberth.gpu.discovery=declared",
                "-Dberth.gpu.declared[0].uuid=GPU-00000000",
                "-Dberth.gpu.declared[0].model=A100",
                "-Dberth.gpu.declared[0].memory=40g",
                "-Dquarkus.http.port=" + port));
    for (var name : List.of("jdbc.url", "username", "password")) {
      String property = "quarkus.datasource." + name;
      command.add(
          "-D" + property + "=" + ConfigProvider.getConfig().getValue(property, String.class));
    }
    command.addAll(List.of("-jar", APPLICATION.toAbsolutePath().toString()));
    var started =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(directory.resolve("idle.log").toFile())
            .start();
    var ready = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/q/health/ready"));
    try (var http = HttpClient.newHttpClient()) {
      await("readiness")
          .atMost(Duration.ofMinutes(3))
          .failFast("Berth ended", () -> !started.isAlive())
          .ignoreExceptionsInstanceOf(IOException.class)
          .until(() -> http.send(ready.build(), BodyHandlers.ofString()).statusCode() == 200);
    }
    return started;
  }
}
