package dev.berth.trial;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.berth.home.Home;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HexFormat;

/**
 * A real PostgreSQL 17 in the installation's directory. The embedding library is made for tests:
 * what it leaves open or off by default (trust for everybody, no fsync, a socket in /tmp, adopting
 * whatever server answers) is closed here.
 */
public final class TrialDatabase implements AutoCloseable {

  private static final String SUPERUSER = "postgres";
  private static final int PASSWORD_BYTES = 24;
  private static final int MAX_CONNECTIONS = 100;

  private final EmbeddedPostgres server;
  private final String password;

  private TrialDatabase(EmbeddedPostgres server, String password) {
    this.server = server;
    this.password = password;
  }

  /**
   * Starts the server on a free port of 127.0.0.1, making its data directory first where there is
   * none. One that an earlier Berth left running when it was killed is stopped before.
   *
   * @throws IOException if it does not come up, or what came up is not this installation's
   */
  public static TrialDatabase start(Path home) throws IOException, InterruptedException {
    Path base = home.toAbsolutePath().normalize().resolve("postgres");
    Path data = base.resolve("data");
    Path sockets = Files.createDirectories(base.resolve("run"));
    Path log = Files.createDirectories(base.resolve("log")).resolve("postgres.log");
    Leftover.stop(data);
    Path passwordFile = base.resolve("password");
    String password = password(passwordFile);
    var builder =
        EmbeddedPostgres.builder()
            .setDataDirectory(data)
            .setCleanDataDirectory(false)
            .setOverrideWorkingDirectory(base.resolve("binaries").toFile())
            .setRegisterShutdownHook(false)
            .setPGStartupWait(Duration.ofSeconds(60))
            // The library passes these on to initdb; the later --auth overrides its own "-A trust".
            .setLocaleConfig("auth", "scram-sha-256")
            .setLocaleConfig("pwfile", passwordFile.toString())
            .setLocaleConfig("locale", "C.UTF-8")
            .setConnectConfig("password", password)
            .setServerConfig("fsync", "on")
            .setServerConfig("synchronous_commit", "on")
            .setServerConfig("full_page_writes", "on")
            .setServerConfig("listen_addresses", "127.0.0.1")
            .setServerConfig("unix_socket_directories", sockets.toString())
            .setServerConfig("unix_socket_permissions", "0700")
            .setServerConfig("max_connections", Integer.toString(MAX_CONNECTIONS))
            .setOutputRedirector(Redirect.appendTo(log.toFile()))
            .setErrorRedirector(Redirect.appendTo(log.toFile()));
    EmbeddedPostgres server;
    try {
      server = builder.start();
    } catch (IOException | IllegalStateException e) {
      throw new IOException("the embedded PostgreSQL did not start; its log is " + log, e);
    }
    var database = new TrialDatabase(server, password);
    try {
      database.checkOurs(data);
    } catch (IOException e) {
      database.close();
      throw e;
    }
    return database;
  }

  /** Where to connect to, without credentials. */
  public String jdbcUrl() {
    return "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/" + SUPERUSER;
  }

  public String user() {
    return SUPERUSER;
  }

  public String password() {
    return password;
  }

  /** The library takes any server that answers on the port for the one it has started. */
  private void checkOurs(Path data) throws IOException {
    try (var connection = server.getPostgresDatabase().getConnection();
        var statement = connection.createStatement();
        var rows = statement.executeQuery("show data_directory")) {
      rows.next();
      Path theirs = Path.of(rows.getString(1));
      if (!Files.isSameFile(theirs, data)) {
        throw new IOException("a foreign PostgreSQL answers on port " + server.getPort());
      }
    } catch (SQLException e) {
      throw new IOException("the embedded PostgreSQL does not answer", e);
    }
  }

  private static String password(Path file) throws IOException {
    if (!Files.exists(file)) {
      byte[] random = new byte[PASSWORD_BYTES];
      new SecureRandom().nextBytes(random);
      Home.write(file, HexFormat.of().formatHex(random) + "\n");
    }
    return Files.readString(file, US_ASCII).strip();
  }

  @Override
  public void close() throws IOException {
    server.close();
  }
}
