package dev.berth.storm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.berth.Shell;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A PostgreSQL of the storm's own, in a container on the machine's engine, which no fault touches.
 * Its port stays when it is started again.
 */
final class Database {

  private static final String PASSWORD = UUID.randomUUID().toString();
  private static final Duration UP = Duration.ofSeconds(60);

  private final int port;
  private final String name = "berth-storm-" + UUID.randomUUID();

  private Database() throws IOException {
    try (var free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
  }

  static Database make() throws IOException {
    var database = new Database();
    succeed(
        "run",
        "-d",
        "--name",
        database.name,
        "-p",
        "127.0.0.1:" + database.port + ":5432",
        "-e",
        "POSTGRES_PASSWORD=" + PASSWORD,
        System.getProperty("berth.test.postgres-image", "postgres:17"),
        "postgres",
        // What is written outlives its processes all the same.
        "-c",
        "fsync=off");
    database.ready();
    return database;
  }

  /** As a Berth has them. */
  Map<String, String> settings() {
    return Map.of(
        "quarkus.datasource.jdbc.url",
        url(),
        "quarkus.datasource.username",
        "postgres",
        "quarkus.datasource.password",
        PASSWORD,
        "quarkus.datasource.jdbc.additional-jdbc-properties.socketTimeout",
        "10");
  }

  private String url() {
    return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
  }

  Connection connect() throws SQLException {
    var login = new Properties();
    login.setProperty("user", "postgres");
    login.setProperty("password", PASSWORD);
    login.setProperty("connectTimeout", "2");
    login.setProperty("socketTimeout", "10");
    return DriverManager.getConnection(url(), login);
  }

  /** All of the server, without a word. */
  void kill() {
    succeed("kill", "--signal", "KILL", name);
  }

  void start() {
    succeed("start", name);
    ready();
  }

  /** As an upgrade does. */
  void restart() {
    succeed("restart", "--time", "5", name);
    ready();
  }

  /** The processes that serve one connection of somebody else each. */
  Stream<ProcessHandle> sessions() {
    long server = Long.parseLong(succeed("inspect", "--format", "{{.State.Pid}}", name));
    return ProcessHandle.of(server).stream()
        .flatMap(ProcessHandle::descendants)
        .filter(child -> commandLine(child).matches("postgres: \\S+ \\S+ [0-9.]+\\(.*"));
  }

  void remove() {
    Shell.docker("rm", "-f", "-v", name);
  }

  private void ready() {
    await("PostgreSQL")
        .atMost(UP)
        .pollInterval(Duration.ofMillis(200))
        .ignoreExceptions()
        .untilAsserted(() -> connect().close());
  }

  private static String commandLine(ProcessHandle process) {
    try {
      return Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"));
    } catch (IOException e) {
      return "";
    }
  }

  private static String succeed(String... docker) {
    var result = Shell.docker(docker);
    assertThat(result.exitCode()).as(result.output()).isZero();
    return result.output();
  }
}
