package dev.berth.workspace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.berth.Shell;
import dev.berth.engine.model.FileEntry;
import dev.berth.lease.model.LeaseSecrets;
import dev.berth.lease.model.LeaseState;
import dev.berth.lease.model.Login;
import dev.berth.lease.model.SampleLeases;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * A container of a baked image, given its files as the watchdog does, without a Berth around it.
 */
final class TestWorkspace implements AutoCloseable {

  static final int UID = 20_001;
  private static final String IMAGE = "berth/test-workspace:local";
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final String name = "berth-test-" + UUID.randomUUID();
  private final HostKey hostKey = HostKey.generate();
  private final Path directory;

  private TestWorkspace(Path directory) {
    this.directory = directory;
    Shell.run(List.of("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key().toString()));
  }

  static TestWorkspace start(Path directory, Optional<String> password, String... options) {
    String image = bake(directory);
    var workspace = new TestWorkspace(directory);
    var command = new ArrayList<>(List.of("create", "--init", "-p", "127.0.0.1::22"));
    command.addAll(List.of("--name", workspace.name, "-e", "TOKEN=visible to the engine"));
    command.addAll(List.of(options));
    command.add(image);
    succeed(Shell.docker(command.toArray(String[]::new)));
    workspace.give(password);
    workspace.start();
    return workspace;
  }

  /**
   * From the cache but for the first time; the tag keeps that cache for other tests, too. Answers
   * the id, for tests of another version may move the tag in the meantime.
   */
  static String bake(Path directory) {
    Path context = directory.resolve("recipe");
    Recipe.files().forEach(file -> write(context, file));
    String source = System.getProperty("berth.test.source-image", "debian:bookworm-slim");
    var built =
        Shell.run(
            List.of(
                "env",
                "DOCKER_BUILDKIT=0",
                "docker",
                "build",
                "-q",
                "--build-arg",
                Recipe.SOURCE_ARG + "=" + source,
                "-t",
                IMAGE,
                context + "/"));
    succeed(built);
    return built.output().lines().reduce("", (_, last) -> last);
  }

  private Path key() {
    return directory.resolve("key-" + name);
  }

  String name() {
    return name;
  }

  /** Puts the files of a start into the container: its key, and the hash of a password. */
  void give(Optional<String> password) {
    Path root = directory.resolve("root-" + UUID.randomUUID());
    var login = new Login("dev", true, password.isPresent());
    WorkspaceFiles.atStart(
            SampleLeases.in(LeaseState.Starting.first(SampleLeases.NOON), SampleLeases.spec(login)),
            new WorkspaceFiles.Place(UID, "127.0.0.1"),
            hostKey.privateKey(),
            List.of(read(Path.of(key() + ".pub")).strip()),
            new LeaseSecrets(password, Map.of()))
        .forEach(file -> write(root, file));
    succeed(Shell.docker("cp", root + "/.", name + ":/"));
  }

  /** Starts it and waits for its SSH server. */
  void start() {
    succeed(Shell.docker("start", name));
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(ssh("-o", "PreferredAuthentications=none").output()).contains("denied"));
  }

  /** Stops it, and says how it ended. */
  Shell.Result stop() {
    succeed(Shell.docker("stop", name));
    return Shell.docker("inspect", "-f", "{{.State.ExitCode}}", name);
  }

  /** Logs in with the key. */
  Shell.Result withKey(String command) {
    return ssh("-i", key().toString(), command);
  }

  /** Logs in with a password, as a person does who types it each time she is asked. */
  Shell.Result withPassword(String password, String... arguments) {
    var askpass =
        write(directory, new FileEntry("askpass", 0700, bytes("#!/bin/sh\necho \"$PW\"\n")));
    return ssh(
        Map.of("SSH_ASKPASS", askpass.toString(), "SSH_ASKPASS_REQUIRE", "force", "PW", password),
        arguments);
  }

  /** What the checks of the SSH contract say, a line each. */
  List<String> contract() {
    var command = new ArrayList<>(List.of("bash", "src/test/sh/ssh-contract.sh", "127.0.0.1"));
    command.addAll(List.of(port(), "dev", key().toString(), name, knownHosts().toString(), name));
    return Shell.run(command).output().lines().toList();
  }

  private Shell.Result ssh(String... arguments) {
    return ssh(Map.of(), arguments);
  }

  /** Options stand first; the last argument without a dash in front is the command. */
  private Shell.Result ssh(Map<String, String> environment, String... arguments) {
    var command = new ArrayList<>(List.of("env"));
    environment.forEach((key, value) -> command.add(key + "=" + value));
    command.addAll(List.of("ssh", "-F", "/dev/null", "-p", port(), "-o", "IdentitiesOnly=yes"));
    command.addAll(
        List.of("-o", "StrictHostKeyChecking=yes", "-o", "UserKnownHostsFile=" + knownHosts()));
    command.addAll(List.of("-o", "IdentityAgent=none"));
    boolean hasCommand = !arguments[arguments.length - 1].contains("=");
    var options = List.of(arguments).subList(0, arguments.length - (hasCommand ? 1 : 0));
    command.addAll(options);
    command.addAll(List.of("-l", "dev", "127.0.0.1"));
    command.add(hasCommand ? arguments[arguments.length - 1] : "true");
    return Shell.run(command);
  }

  private Path knownHosts() {
    String line = "* " + hostKey.publicKey() + "\n";
    return write(directory, new FileEntry("known-" + name, 0600, bytes(line)));
  }

  private String port() {
    String line = Shell.docker("port", name, "22/tcp").output();
    return line.substring(line.lastIndexOf(':') + 1);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path write(Path directory, FileEntry file) {
    try {
      String relative = file.path().startsWith("/") ? file.path().substring(1) : file.path();
      Path path = directory.resolve(relative);
      Files.createDirectories(path.getParent());
      Files.write(path, file.content());
      succeed(Shell.run(List.of("chmod", Integer.toOctalString(file.mode()), path.toString())));
      return path;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void succeed(Shell.Result result) {
    assertThat(result.exitCode()).as(result.output()).isZero();
  }

  @Override
  public void close() {
    Shell.docker("rm", "-f", "-v", name);
  }
}
