package dev.berth.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.Shell;
import dev.berth.node.Installation;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.connection.channel.direct.LocalPortForwarder;
import net.schmizz.sshj.connection.channel.direct.Parameters;
import net.schmizz.sshj.sftp.SFTPClient;
import net.schmizz.sshj.transport.verification.OpenSSHKnownHosts;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What editors do to install and reach their servers, without the editors. */
abstract class EditorContract extends ClientContract {

  private static final Path SCRIPT = Path.of("src/test/sh/remote-ssh-install.sh");
  private static final int LOOPS = 600;

  EditorContract(TestUsers users, Installation installation, String image) {
    super(users, installation, image);
  }

  @BeforeEach
  void bringTheServerAsTheDownloadWould() {
    Path archive = directory.resolve("server.tgz");
    Shell.run(
        List.of(
            "tar",
            "-czf",
            archive.toString(),
            "-C",
            "src/test/sh",
            "--mode=755",
            "--transform=s/test-server/server/",
            "test-server"));
    client.program("scp", "-q", archive.toString(), "HOST:/tmp/test-server.tgz").text();
  }

  @AfterEach
  void removeTheServer() {
    client.ssh("pkill -f '[.]test-server/bin'; rm -rf ~/.test-server");
  }

  /** VS Code on Windows, and Cursor: the script on bash's input, the tunnel beside it. */
  @Test
  void remoteSshInstallsItsServerAndReachesItThroughTheTunnel() throws IOException {
    int socks = SshClient.freePort();
    var ssh = SshClient.and(client.to("-T", "-D", Integer.toString(socks)), "bash");
    try (var window = client.start(ssh)) {
      var answer = install(window.process());
      assertThat(answer)
          .containsEntry("exitCode", "0")
          .containsEntry("installed", "1")
          .containsEntry("started", "1")
          .containsEntry("arch", "x86_64");
      assertThat(answer.get("tmpDir")).startsWith("/run/user/2");
      assertThat(get(socks, Integer.parseInt(answer.get("listeningOn")))).endsWith("hello");
    }
    // The window is closed and opened again: the server of before is still there.
    try (var window = client.start(ssh)) {
      assertThat(install(window.process()))
          .containsEntry("installed", "0")
          .containsEntry("started", "0");
    }
  }

  /** VS Code on Linux and macOS: the script is typed into the login shell. */
  @Test
  void remoteSshInstallsItsServerThroughTheLoginShell() throws IOException {
    int socks = SshClient.freePort();
    var ssh = client.to("-v", "-T", "-D", Integer.toString(socks), "-o", "ConnectTimeout=15");
    try (var window = client.start(ssh)) {
      var answer = install(window.process());
      assertThat(answer).containsEntry("exitCode", "0").containsEntry("installed", "1");
      assertThat(get(socks, Integer.parseInt(answer.get("listeningOn")))).endsWith("hello");
    }
  }

  /** The open-remote-ssh family: VSCodium, Windsurf. */
  @Test
  void openRemoteSshInstallsItsServerByOneCommand() throws IOException {
    String script = Base64.getEncoder().encodeToString(Files.readAllBytes(SCRIPT));
    var result = client.ssh("echo " + script + " | base64 -d | bash -l");
    assertThat(fields(result.text().lines().toList()))
        .containsEntry("exitCode", "0")
        .containsEntry("started", "1");
  }

  @Test
  void aSecondWindowWaitsForTheFirstOnesInstallation() throws Exception {
    String script = Base64.getEncoder().encodeToString(Files.readAllBytes(SCRIPT));
    var command = SshClient.and(client.to(), "echo " + script + " | base64 -d | bash -l");
    try (var first = client.start(command);
        var second = client.start(command)) {
      var answers = List.of(answer(first.process()), answer(second.process()));
      assertThat(answers).extracting(fields -> fields.get("exitCode")).containsOnly("0");
      assertThat(answers)
          .extracting(fields -> fields.get("started"))
          .containsExactlyInAnyOrder("0", "1");
    }
  }

  /** By sshj, the library of JetBrains' clients: deploys its worker over sftp. */
  @Test
  void gatewayDeploysItsWorkerAndForwardsAPort() throws IOException {
    try (var ssh = new SSHClient()) {
      ssh.addHostKeyVerifier(new OpenSSHKnownHosts(tenant.knownHosts().toFile()));
      ssh.connect("127.0.0.1", lease.getInt("ssh.port"));
      ssh.authPublickey("dev", tenant.key().toString());
      try (SFTPClient sftp = ssh.newSFTPClient()) {
        String cache = sftp.canonicalize(".") + "/.cache/JetBrains/RemoteDev/remote-dev-worker";
        sftp.mkdirs(cache);
        sftp.put("src/test/sh/test-server", cache + "/worker.tmp");
        sftp.chmod(cache + "/worker.tmp", 0755);
        sftp.rename(cache + "/worker.tmp", cache + "/worker-" + System.nanoTime());
      }
      try (var session = ssh.startSession();
          var command = session.exec("ls ~/.cache/JetBrains/RemoteDev/remote-dev-worker")) {
        assertThat(new String(command.getInputStream().readAllBytes(), UTF_8))
            .startsWith("worker-");
      }
      try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
        var to = new Parameters("127.0.0.1", socket.getLocalPort(), "127.0.0.1", 22);
        LocalPortForwarder forwarder = ssh.newLocalPortForwarder(to, socket);
        // It tries to accept until it is interrupted, also on a closed socket: no virtual thread.
        Thread listener = Thread.ofPlatform().daemon().start(() -> listen(forwarder));
        assertThat(SshClient.firstLine(socket.getLocalPort())).startsWith("SSH-2.0-");
        listener.interrupt();
      }
    }
  }

  private static void listen(LocalPortForwarder forwarder) {
    try {
      forwarder.listen();
    } catch (IOException _) {
      // The test has closed the socket.
    }
  }

  private static Map<String, String> install(Process window) throws IOException {
    window.getOutputStream().write(Files.readAllBytes(SCRIPT));
    window.getOutputStream().flush();
    return answer(window);
  }

  /** What stands between the two marks. Noise in front of them is nobody's business. */
  private static Map<String, String> answer(Process window) throws IOException {
    var reader = new BufferedReader(new InputStreamReader(window.getInputStream(), UTF_8));
    var lines = new ArrayList<String>();
    for (int i = 0; i < LOOPS && (lines.isEmpty() || !lines.getLast().endsWith(": end")); i++) {
      String line = reader.readLine();
      if (line == null) {
        break;
      }
      lines.add(line);
    }
    return fields(lines);
  }

  private static Map<String, String> fields(List<String> lines) {
    assertThat(lines).as("the script's answer").anyMatch(line -> line.endsWith(": end"));
    return lines.stream()
        .filter(line -> line.matches("\\w+==.*=="))
        .map(line -> line.split("==", -1))
        .collect(Collectors.toMap(part -> part[0], part -> part[1]));
  }

  private static String get(int socks, int port) throws IOException {
    var proxy = new InetSocketAddress(InetAddress.getLoopbackAddress(), socks);
    try (var socket = new Socket(new Proxy(Proxy.Type.SOCKS, proxy))) {
      socket.connect(new InetSocketAddress("127.0.0.1", port));
      socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: there\r\n\r\n".getBytes(UTF_8));
      return new String(socket.getInputStream().readAllBytes(), UTF_8);
    }
  }
}
