package dev.berth.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** This machine's own ssh, scp, sftp and rsync, with the ssh_config that Berth gives out. */
final class SshClient {

  private static final int SECONDS = 60;

  private final Path directory;
  private final Path config;
  private final String alias;
  private final Map<String, String> environment;

  /** How a program ended and what it wrote. */
  record Result(int exitCode, String stdout, String stderr) {

    /** What it wrote, of a program that must succeed. */
    String text() {
      assertThat(exitCode).as("%s%n%s", stdout, stderr).isZero();
      return stdout.strip();
    }
  }

  /** A program that runs until closed. */
  record Running(Process process) implements AutoCloseable {
    @Override
    public void close() {
      process.destroy();
      try {
        if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
          process.destroyForcibly();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private SshClient(Path directory, Path config, String alias, Map<String, String> environment) {
    this.directory = directory;
    this.config = config;
    this.alias = alias;
    this.environment = environment;
  }

  /** A client of a user; the files of the server's are fetched now. */
  static SshClient of(Tenant tenant, String lease, Path directory) {
    String theirs =
        tenant
            .user()
            .asks()
            .queryParam("knownHostsFile", tenant.knownHosts().toString())
            .get("/api/v1/leases/" + lease + "/ssh-config")
            .asString();
    // In an ssh_config the first value wins.
    String mine =
        """
        BatchMode yes
        IdentityFile %s
        IdentitiesOnly yes
        ConnectTimeout 15
        GlobalKnownHostsFile /dev/null
        LogLevel ERROR

        """
            .formatted(tenant.key());
    try {
      Path config = Files.writeString(directory.resolve("ssh_config-" + lease), mine + theirs);
      return new SshClient(directory, config, "berth-" + lease, Map.of());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Its ssh_config. */
  Path config() {
    return config;
  }

  /** The workspace's name in {@link #config}. */
  String alias() {
    return alias;
  }

  /** The same client with something more in its environment. */
  SshClient with(Map<String, String> more) {
    return new SshClient(directory, config, alias, more);
  }

  /** {@code ssh OPTION... host}, to which a command may be added. */
  List<String> to(String... options) {
    var command = new ArrayList<>(List.of("ssh", "-F", config.toString()));
    command.addAll(List.of(options));
    command.add(alias);
    return command;
  }

  /** A program that takes ssh's options, such as scp; HOST: stands for the workspace. */
  Result program(String name, String... arguments) {
    var command = new ArrayList<>(List.of(name, "-F", config.toString()));
    Arrays.stream(arguments).map(this::named).forEach(command::add);
    return run("", command);
  }

  Result rsync(String... arguments) {
    var command = new ArrayList<>(List.of("rsync", "-e", "ssh -F " + config));
    Arrays.stream(arguments).map(this::named).forEach(command::add);
    return run("", command);
  }

  private String named(String argument) {
    return argument.startsWith("HOST") ? alias + argument.substring("HOST".length()) : argument;
  }

  /** Runs a command in the workspace. */
  Result ssh(String command) {
    return run("", and(to(), command));
  }

  static List<String> and(List<String> ssh, String command) {
    var all = new ArrayList<>(ssh);
    all.add(command);
    return all;
  }

  /** Runs a program of this machine to its end. */
  Result run(String stdin, List<String> command) {
    try {
      Path in = Files.writeString(Files.createTempFile(directory, "in", ""), stdin);
      Path err = Files.createTempFile(directory, "err", "");
      var process = builder(command).redirectInput(in.toFile()).redirectError(err.toFile()).start();
      String out = new String(process.getInputStream().readAllBytes(), UTF_8);
      if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError(command + " does not end");
      }
      return new Result(process.exitValue(), out, Files.readString(err));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Starts a program of this machine; what it says on stderr is dropped. */
  Running start(List<String> command) {
    try {
      return new Running(builder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private ProcessBuilder builder(List<String> command) {
    var builder = new ProcessBuilder(command);
    builder.environment().remove("SSH_AUTH_SOCK");
    builder.environment().putAll(environment);
    return builder;
  }

  /** Starts {@code ssh -N} with a forwarding, and waits until something listens on this port. */
  Running forward(int port, String... options) {
    var all = new ArrayList<>(List.of("-N", "-o", "ExitOnForwardFailure=yes"));
    all.addAll(List.of(options));
    var running = start(to(all.toArray(String[]::new)));
    await().atMost(Duration.ofSeconds(SECONDS)).until(() -> listens(port));
    return running;
  }

  private static boolean listens(int port) {
    try (var socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  /** A port that was free a moment ago. */
  static int freePort() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String firstLine(int port) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      var reader = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
      return String.valueOf(reader.readLine());
    }
  }

  static void answerOnce(ServerSocket server, String text) {
    try (var socket = server.accept()) {
      socket.getOutputStream().write(text.getBytes(UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
