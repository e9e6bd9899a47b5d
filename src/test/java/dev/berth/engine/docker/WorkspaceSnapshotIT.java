package dev.berth.engine.docker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.f4b6a3.ulid.UlidCreator;
import dev.berth.Shell;
import dev.berth.engine.EngineException;
import dev.berth.engine.model.BuildSpec;
import dev.berth.engine.model.ContainerSpec;
import dev.berth.engine.model.PublishedPort;
import dev.berth.engine.model.SnapshotSpec;
import dev.berth.kernel.ByteSize;
import dev.berth.kernel.ImageRef;
import dev.berth.kernel.LeaseId;
import dev.berth.kernel.PortNumber;
import dev.berth.kernel.Protocol;
import dev.berth.lease.model.LeaseSecrets;
import dev.berth.lease.model.LeaseSpec;
import dev.berth.lease.model.LeaseState;
import dev.berth.lease.model.Login;
import dev.berth.lease.model.SampleLeases;
import dev.berth.workspace.BakedImage;
import dev.berth.workspace.HostKey;
import dev.berth.workspace.LoginPassword;
import dev.berth.workspace.Recipe;
import dev.berth.workspace.WorkspaceFiles;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Images of real workspaces: with sshd, a password, keys and a secret variable. */
class WorkspaceSnapshotIT {

  private static final String INSTALLATION = "test" + UlidCreator.getUlid().toLowerCase();
  private static final ImageRef BAKED = new ImageRef("berth-test/" + INSTALLATION + ":baked");
  private static final ImageRef SNAPSHOT = new ImageRef("berth-test/" + INSTALLATION + ":taken");
  private static final ImageRef AGAIN = new ImageRef("berth-test/" + INSTALLATION + ":again");
  private static final LeaseSpec SPEC = SampleLeases.spec(new Login("dev", true, true));
  private static final String TOKEN = "a-secret-variable";
  private static final String MARK = "a-file-of-the-user";
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir static Path shared;
  @TempDir Path directory;

  private static DockerEngine engine;
  private static DockerImages images;
  private static DockerOwnImages own;
  private static DockerSnapshots snapshots;

  private final LeaseId lease = new LeaseId(UlidCreator.getMonotonicUlid().toString());
  private final HostKey hostKey = HostKey.generate();
  private final LoginPassword password = LoginPassword.generate();
  private final String hash = password.hash();
  private int port;

  @BeforeAll
  static void open() throws EngineException, IOException {
    DockerConfig config = TestDockerConfig.of(Map.of());
    engine = new DockerEngine(config, INSTALLATION);
    images = new DockerImages(config);
    own = new DockerOwnImages(config, INSTALLATION);
    snapshots = new DockerSnapshots(config, INSTALLATION);
    BakedImage.make(shared);
    bake(new ImageRef(BakedImage.TAG), BAKED);
  }

  private static void bake(ImageRef source, ImageRef tag) throws EngineException {
    images.build(
        new BuildSpec(
            tag,
            Recipe.files(),
            Map.of(Recipe.SOURCE_ARG, source.value()),
            Map.of(DockerLabels.INSTALLATION, INSTALLATION)),
        line -> {});
  }

  @AfterAll
  static void close() throws IOException {
    for (var image : List.of(AGAIN, SNAPSHOT, BAKED)) {
      Shell.docker("rmi", image.value());
    }
    Shell.docker("network", "rm", "berth-" + INSTALLATION);
    snapshots.close();
    own.close();
    images.close();
    engine.close();
  }

  @AfterEach
  void removeEverything() throws EngineException {
    for (var container : engine.list()) {
      engine.remove(container.name());
    }
    assertThat(own.list()).noneMatch(image -> image.image().value().contains("-taken/"));
  }

  @Test
  void sessionsAndLoginsGoOnAndNoSecretIsInAnyLayer() throws Exception {
    start(lease, BAKED);
    assertThat(withKey("echo " + MARK + " | sudo tee /opt/file").output()).isEqualTo(MARK);
    // Leaves the older file behind, with the hash in it.
    assertThat(withKey("sudo useradd -r another && sudo cp -p /etc/shadow /etc/shadow-").output())
        .isEmpty();
    var session = new ProcessBuilder(ssh(List.of("-i", key().toString()), "cat")).start();
    say(session, "before");

    snapshots.take(spec());

    say(session, "after");
    session.destroy();
    assertThat(withKey("echo $TOKEN").output()).isEqualTo(TOKEN);
    assertThat(withKey("sudo -n id -u").output()).isEqualTo("0");
    assertThat(withPassword().output()).isEqualTo("dev");
    assertNoSecretIn(SNAPSHOT);
  }

  @Test
  void loginsDuringTheImageWaitForItsEnd() throws Exception {
    start(lease, BAKED);
    assertThat(withKey("sudo head -c 300000000 /dev/urandom > /tmp/large").exitCode()).isZero();
    var taking =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    snapshots.take(spec());
                  } catch (EngineException e) {
                    throw new IllegalStateException(e);
                  }
                });
    int logins = 0;
    while (taking.isAlive()) {
      var login = withKey("echo hello");
      assertThat(login).isEqualTo(new Shell.Result(0, "hello"));
      logins++;
    }
    assertThat(logins).isPositive();
    assertThat(own.list()).anyMatch(image -> image.image().equals(SNAPSHOT));
  }

  @Test
  void oneOfAStoppedWorkspaceHasNoSecretsAndThatStartsAgain() throws Exception {
    start(lease, BAKED);
    assertThat(withKey("echo " + MARK + " | sudo tee /opt/file").output()).isEqualTo(MARK);
    engine.stop(lease.containerName(), PATIENCE);

    snapshots.take(spec());

    assertNoSecretIn(SNAPSHOT);
    give(lease);
    startAndWait(lease);
    assertThat(withPassword().output()).isEqualTo("dev");
  }

  @Test
  void othersAreBakedFromIt() throws Exception {
    start(lease, BAKED);
    assertThat(withKey("echo " + MARK + " | sudo tee /opt/file").output()).isEqualTo(MARK);
    snapshots.take(spec());
    engine.remove(lease.containerName());

    bake(SNAPSHOT, AGAIN);
    start(new LeaseId(UlidCreator.getMonotonicUlid().toString()), AGAIN);
    assertThat(withKey("cat /opt/file").output()).isEqualTo(MARK);
    assertThat(withPassword().output()).isEqualTo("dev");
  }

  private SnapshotSpec spec() {
    return new SnapshotSpec(
        lease,
        SNAPSHOT,
        WorkspaceFiles.blanks(SPEC).stream().map(file -> file.path()).toList(),
        Optional.of("dev"));
  }

  /** Layers are not compressed in there: the file of the user is found. */
  private void assertNoSecretIn(ImageRef image) throws IOException {
    Path saved = directory.resolve("saved.tar");
    assertThat(Shell.docker("save", "-o", saved.toString(), image.value()).exitCode()).isZero();
    assertThat(isIn(saved, MARK)).isTrue();
    String privateKey = new String(hostKey.privateKey(), UTF_8).lines().skip(2).findFirst().get();
    for (var secret : List.of(privateKey, publicKey().split(" ")[1], hash, TOKEN)) {
      assertThat(isIn(saved, secret)).as(secret).isFalse();
    }
  }

  private static boolean isIn(Path file, String text) {
    return Shell.run(List.of("grep", "-aqF", "--", text, file.toString())).exitCode() == 0;
  }

  private static void say(Process session, String text) throws IOException {
    session.getOutputStream().write((text + "\n").getBytes(UTF_8));
    session.getOutputStream().flush();
    byte[] answer = session.getInputStream().readNBytes(text.length() + 1);
    assertThat(new String(answer, UTF_8)).isEqualTo(text + "\n");
  }

  private void start(LeaseId of, ImageRef image) throws EngineException, IOException {
    port = freePort();
    var ssh =
        new PublishedPort(new PortNumber(22), Protocol.TCP, new PortNumber(port), "127.0.0.1");
    engine.create(
        new ContainerSpec(
            of,
            0,
            image,
            new ContainerSpec.Command("box", Map.of(), null, List.of()),
            new ContainerSpec.Limits(
                1, ByteSize.ofMebibytes(512), ByteSize.ofMebibytes(64), 500, null, Map.of(), false),
            new ContainerSpec.Network.Bridge(List.of(ssh), List.of(), List.of()),
            List.of()));
    give(of);
    startAndWait(of);
  }

  private void give(LeaseId of) throws EngineException, IOException {
    engine.putFiles(
        of.containerName(),
        WorkspaceFiles.atStart(
            SampleLeases.in(LeaseState.Starting.first(SampleLeases.NOON), SPEC),
            new WorkspaceFiles.Place(20_001, "127.0.0.1"),
            hostKey.privateKey(),
            List.of(publicKey()),
            new LeaseSecrets(Optional.of(hash), Map.of("TOKEN", TOKEN))));
  }

  private void startAndWait(LeaseId of) throws EngineException {
    engine.start(of.containerName());
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(withKey("true").exitCode()).isZero());
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private Path key() {
    Path key = directory.resolve("key");
    if (!Files.exists(key)) {
      Shell.run(List.of("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", key.toString()));
    }
    return key;
  }

  private String publicKey() throws IOException {
    return Files.readString(Path.of(key() + ".pub")).strip();
  }

  private Shell.Result withKey(String command) throws IOException {
    return Shell.run(ssh(List.of("-i", key().toString()), command));
  }

  private Shell.Result withPassword() throws IOException {
    Path askpass = Files.writeString(directory.resolve("askpass"), "#!/bin/sh\necho \"$PW\"\n");
    assertThat(askpass.toFile().setExecutable(true)).isTrue();
    var environment =
        List.of(
            "env", "SSH_ASKPASS=" + askpass, "SSH_ASKPASS_REQUIRE=force", "PW=" + password.text());
    var login = ssh(List.of("-o", "PreferredAuthentications=password"), "id -un");
    return Shell.run(Stream.concat(environment.stream(), login.stream()).toList());
  }

  private List<String> ssh(List<String> options, String command) throws IOException {
    Path known = Files.writeString(directory.resolve("known"), "* " + hostKey.publicKey() + "\n");
    var all = new ArrayList<>(List.of("ssh", "-F", "/dev/null", "-p", Integer.toString(port)));
    all.addAll(List.of("-o", "IdentitiesOnly=yes", "-o", "IdentityAgent=none"));
    all.addAll(List.of("-o", "StrictHostKeyChecking=yes", "-o", "UserKnownHostsFile=" + known));
    all.addAll(options);
    all.addAll(List.of("-l", "dev", "127.0.0.1", command));
    return all;
  }
}
