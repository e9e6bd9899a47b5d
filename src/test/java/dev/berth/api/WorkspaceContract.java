package dev.berth.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.berth.Shell;
import dev.berth.node.Installation;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What holds for every baked image, as this machine's OpenSSH clients see it. */
abstract class WorkspaceContract extends OneLease {

  private static final int SESSIONS = 10;

  WorkspaceContract(TestUsers users, Installation installation, String image) {
    super(users, installation, image);
  }

  /** The login shell of the one account. */
  abstract String shell();

  @Test
  void theSshContractHolds() {
    var result =
        Shell.run(
            List.of(
                "bash",
                "src/test/sh/ssh-contract.sh",
                "127.0.0.1",
                lease.getString("ssh.port"),
                "dev",
                tenant.key().toString(),
                container(),
                tenant.knownHosts().toString(),
                container()));

    // 35, 36, 38 and 39 are limits of the host: inotify, disk, and dockerd's own open files.
    assertThat(result.output().lines().filter(line -> line.startsWith("FAIL")))
        .as(result.output())
        .allMatch(line -> line.matches("FAIL 3[5689] .*"));
    assertThat(result.output()).contains("ok   20 container ENV visible: exec");
  }

  @Test
  void anInteractiveSessionHasATerminalAndTheUsersShell() {
    var result = client.run("tty; echo shell=$0 $SHELL\nexit 7\n", client.to("-tt"));
    assertThat(result.exitCode()).as(result.stdout() + result.stderr()).isEqualTo(7);
    assertThat(result.stdout())
        .contains("/dev/pts/")
        .containsPattern("shell=-?\\S*" + Path.of(shell()).getFileName() + " " + shell());
  }

  @Test
  void anInteractiveLoginShowsWhatTheLeaseIsAndNothingElseDoes() {
    String line = "Lease    " + lease.getString("name");
    String shown = client.run("exit\n", client.to("-tt")).stdout();
    assertThat(shown).containsOnlyOnce(line).contains("GPUs     none").doesNotContain("Welcome!");
    // A program that types into the login shell, commands with and without a terminal, a login
    // shell
    // inside of one, and somebody who knows it by heart.
    assertThat(client.run("echo typed\n", client.to("-T")).stdout()).doesNotContain(line);
    assertThat(client.run("", SshClient.and(client.to("-tt"), "echo in")).stdout())
        .doesNotContain(line);
    assertThat(client.ssh("echo in").text()).isEqualTo("in");
    assertThat(client.run("", SshClient.and(client.to("-tt"), "bash -lc 'echo in'")).stdout())
        .doesNotContain(line);
    client.ssh("touch ~/.hushlogin").text();
    assertThat(client.run("exit\n", client.to("-tt")).stdout()).doesNotContain(line);
    client.ssh("rm ~/.hushlogin").text();
  }

  @Test
  void theNextLoginAfterAnExtensionShowsTheNewEnd() {
    tenant.extend(lease.getString("name"), "2h");
    String end = tenant.get(lease.getString("name")).getString("expiresAt");
    String shown = "Ends     " + end.replace('T', ' ').substring(0, "2026-01-01 12:00".length());
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(
            () -> assertThat(client.run("exit\n", client.to("-tt")).stdout()).contains(shown));
  }

  @Test
  void aCommandKeepsItsOutputsApartAndItsExitCode() {
    var command = SshClient.and(client.to(), "cat; printf err >&2; exit 42");
    var result = client.run("in and out", command);
    assertThat(result).isEqualTo(new SshClient.Result(42, "in and out", "err"));
  }

  @Test
  void onlyTheLeasesAccountLogsInAndItHasNoGroupsOfTheImage() {
    assertThat(client.ssh("id").text())
        .matches("uid=(2\\d{4})\\(dev\\) gid=\\1\\(dev\\) groups=\\1\\(dev\\)");
    for (String other : client.ssh("cut -d: -f1 /etc/passwd").text().split("\n")) {
      if (!other.equals("dev")) {
        assertThat(client.run("", SshClient.and(client.to("-l", other), "true")).exitCode())
            .as(other)
            .isEqualTo(255);
      }
    }
  }

  @Test
  void whoIsLockedOutIsThrownOutWithinSecondsAndWhatRunsGoesOn() throws Exception {
    String command = "echo in; exec sleep 7654";
    try (var session = client.start(SshClient.and(client.to(), command))) {
      assertThat(session.process().inputReader(UTF_8).readLine()).isEqualTo("in");
      assertThat(client.ssh("true").exitCode()).isZero();

      setEnabled(false);

      assertThat(session.process().waitFor(10, TimeUnit.SECONDS)).isTrue();
      assertThat(session.process().exitValue()).isEqualTo(255);
      assertThat(client.ssh("true").stderr()).contains("Permission denied");
    } finally {
      setEnabled(true);
    }
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(() -> assertThat(client.ssh("pgrep -fx 'sleep 7654'").exitCode()).isZero());
    client.ssh("pkill -fx 'sleep 7654'").text();
  }

  @Test
  void sshdIsSetUpAsPromised() {
    String settings =
        Shell.docker(
                "exec", container(), "/usr/lib/berth/sshd", "-T", "-f", "/run/berth/sshd_config")
            .output();
    assertThat(settings.lines())
        .contains(
            "allowtcpforwarding yes",
            "allowstreamlocalforwarding yes",
            "permitopen any",
            "disableforwarding no",
            "maxsessions 64",
            "permittty yes",
            "passwordauthentication no",
            "kbdinteractiveauthentication no",
            "permituserenvironment no",
            "gatewayports no",
            // Six hundred seconds without a sign of life.
            "clientaliveinterval 30",
            "clientalivecountmax 20",
            "hostkey /etc/berth/ssh_host_ed25519_key")
        .filteredOn(line -> line.startsWith("hostkey "))
        .hasSize(1);
  }

  @Test
  void theContainersLogSaysWhichKeyLoggedIn() {
    client.ssh("true").text();
    String fingerprint =
        Shell.run(List.of("ssh-keygen", "-lf", tenant.key().toString())).output().split(" ")[1];
    assertThat(Shell.docker("logs", container()).output())
        .contains("Accepted publickey for dev")
        .contains(fingerprint);
  }

  @Test
  void copiesFilesWithSftpScpAndRsyncHoweverNoisyTheShell() throws IOException {
    Path file = randomFile("copied", 3_000_000);
    Path back = directory.resolve("back");
    client.ssh("cp ~/.bashrc ~/.bashrc.kept; sed -i '1i echo noise' ~/.bashrc").text();
    try {
      sftp("mkdir sftp\nput %s sftp/there.tmp\nrename sftp/there.tmp sftp/there\n".formatted(file));
      sftp("get sftp/there %s\nrm sftp/there\nrmdir sftp\n".formatted(back));
      assertThat(back).hasSameBinaryContentAs(file);

      client.program("scp", "-q", file.toString(), "HOST:scp").text();
      client.program("scp", "-q", "HOST:scp", back.toString() + "2").text();
      assertThat(directory.resolve("back2")).hasSameBinaryContentAs(file);
    } finally {
      client.ssh("mv ~/.bashrc.kept ~/.bashrc").text();
    }
    client.program("scp", "-O", "-q", "HOST:scp", back.toString() + "3").text();
    assertThat(directory.resolve("back3")).hasSameBinaryContentAs(file);
    client.rsync("-a", file.toString(), "HOST:rsync").text();
    client.rsync("-a", "HOST:rsync", back.toString() + "4").text();
    assertThat(directory.resolve("back4")).hasSameBinaryContentAs(file);
  }

  @Test
  void rsyncTakesAThousandSmallFilesThereAndBack() throws IOException {
    rsyncThereAndBack(1000);
  }

  void rsyncThereAndBack(int files) throws IOException {
    Path many = Files.createDirectory(directory.resolve("many-" + files));
    Path again = directory.resolve("again-" + files);
    for (int i = 0; i < files; i++) {
      Files.writeString(many.resolve("file " + i), "content " + i);
    }
    client.rsync("-a", "--delete", many + "/", "HOST:many/").text();
    assertThat(client.ssh("ls ~/many | wc -l").text()).isEqualTo(Integer.toString(files));
    client.rsync("-a", "HOST:many/", again + "/").text();
    assertThat(Shell.run(List.of("diff", "-r", many.toString(), again.toString())))
        .isEqualTo(new Shell.Result(0, ""));
  }

  @Test
  void tenSessionsShareOneConnection() throws Exception {
    Path socket = directory.resolve("mux");
    client.run("", client.to("-fNM", "-S", socket.toString())).text();
    try {
      assertThat(inParallel(() -> client.to("-S", socket.toString(), "-o", "ControlMaster=no")))
          .containsOnly("s");
      // As Zed brings its server up.
      Path batch = Files.writeString(directory.resolve("batch"), "put " + gzipped() + " zed.gz\n");
      client.program("sftp", "-o", "ControlPath=" + socket, "-b", batch.toString(), "HOST").text();
      var zed =
          SshClient.and(
              client.to("-S", socket.toString()),
              "cd; gunzip -f zed.gz && chmod +x zed && mv zed zed-server && which sh && ./zed-server");
      assertThat(client.run("", zed).text()).endsWith("zed runs");
    } finally {
      client.run("", client.to("-S", socket.toString(), "-O", "exit"));
    }
  }

  @Test
  void tenConnectionsAtOnceAreAllTaken() throws Exception {
    assertThat(inParallel(client::to)).containsOnly("s");
  }

  @Test
  void forwardsPortsInBothDirections() throws Exception {
    int local = SshClient.freePort();
    try (var _ = client.forward(local, "-L", local + ":127.0.0.1:22")) {
      assertThat(SshClient.firstLine(local)).startsWith("SSH-2.0-");
    }
    assertThat(client.run("", client.to("-W", "127.0.0.1:22")).stdout()).startsWith("SSH-2.0-");

    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread.startVirtualThread(() -> SshClient.answerOnce(server, "from the client\n"));
      var remote = client.to("-R", "127.0.0.1:47011:127.0.0.1:" + server.getLocalPort());
      var read = SshClient.and(remote, "bash -c 'exec 3<>/dev/tcp/127.0.0.1/47011; head -n 1 <&3'");
      assertThat(client.run("", read).text()).isEqualTo("from the client");
    }
  }

  @Test
  void forwardsUnixSocketsInBothDirections() throws Exception {
    String serve =
        "perl -MIO::Socket::UNIX -e 'unlink \"/tmp/there\"; $s = IO::Socket::UNIX->new(Local =>"
            + " \"/tmp/there\", Listen => 9); while ($c = $s->accept) { print $c \"hello\\n\";"
            + " close $c }'";
    int port = SshClient.freePort();
    try (var _ = client.start(SshClient.and(client.to("-tt"), serve));
        var _ = client.forward(port, "-L", port + ":/tmp/there")) {
      await().untilAsserted(() -> assertThat(SshClient.firstLine(port)).isEqualTo("hello"));
    }
    try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread.startVirtualThread(() -> SshClient.answerOnce(server, "from the client\n"));
      var remote = client.to("-R", "/tmp/back:127.0.0.1:" + server.getLocalPort());
      String read =
          "perl -MIO::Socket::UNIX -e"
              + " 'print IO::Socket::UNIX->new(Peer => \"/tmp/back\")->getline'";
      assertThat(client.run("", SshClient.and(remote, read)).text()).isEqualTo("from the client");
    }
  }

  /** And the image's own ssh, which is another OpenSSH than this machine's on Debian 13. */
  @Test
  void theForwardedAgentLogsInFromInside() {
    Path socket = directory.resolve("agent");
    try (var _ = client.start(List.of("ssh-agent", "-D", "-a", socket.toString()))) {
      await().until(() -> Files.exists(socket));
      var mine = client.with(Map.of("SSH_AUTH_SOCK", socket.toString()));
      mine.run("", List.of("ssh-add", "-q", tenant.key().toString())).text();
      String inner =
          "ssh -o BatchMode=yes -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null"
              + " -o LogLevel=ERROR dev@127.0.0.1 echo in again";
      assertThat(mine.run("", SshClient.and(mine.to("-A"), inner)).text()).isEqualTo("in again");
    }
  }

  @Test
  void sshCopyIdIsRefusedInsteadOfSucceedingInVain() throws IOException {
    Path stranger = tenant.newKey("stranger");
    Path known = tenant.knownHosts();
    var command =
        new ArrayList<>(List.of("ssh-copy-id", "-i", stranger + ".pub", "-o", "BatchMode=yes"));
    command.addAll(List.of("-o", "UserKnownHostsFile=" + known, "-o", "IdentitiesOnly=yes"));
    command.addAll(List.of("-p", lease.getString("ssh.port"), "dev@127.0.0.1"));

    Files.createDirectories(directory.resolve(".ssh"));
    var client = this.client.with(Map.of("HOME", directory.toString()));
    var unknown = client.run("", command);
    assertThat(unknown.exitCode()).isNotZero();
    assertThat(unknown.stderr()).contains("Permission denied (publickey)");

    // With a key that opens, and the check left out that this key would spoil.
    command.addAll(5, List.of("-f", "-o", "IdentityFile=" + tenant.key()));
    var refused = client.run("", command);
    assertThat(refused.exitCode()).as(refused.toString()).isNotZero();
    assertThat(refused.stdout()).doesNotContain("Number of key(s) added");
    assertThat(client.ssh("cat ~/.ssh/authorized_keys").text())
        .contains("Berth does not read this file", "/api/v1/me/keys");
    assertThat(tenant.ssh(lease, stranger, "true").exitCode()).isEqualTo(255);
  }

  private void sftp(String commands) throws IOException {
    Path batch = Files.writeString(directory.resolve("batch"), commands);
    client.program("sftp", "-q", "-b", batch.toString(), "HOST").text();
  }

  private Path randomFile(String name, int bytes) throws IOException {
    byte[] content = new byte[bytes];
    new Random(7).nextBytes(content);
    return Files.write(directory.resolve(name), content);
  }

  private Path gzipped() throws IOException {
    Path plain = Files.writeString(directory.resolve("zed"), "#!/bin/sh\necho zed runs\n");
    Shell.run(List.of("gzip", "-f", plain.toString()));
    return directory.resolve("zed.gz");
  }

  private List<String> inParallel(Supplier<List<String>> ssh) throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<String>> answers =
          IntStream.range(0, SESSIONS)
              .mapToObj(
                  _ ->
                      threads.submit(
                          () -> client.run("", SshClient.and(ssh.get(), "sleep 1; echo s")).text()))
              .toList();
      var all = new ArrayList<String>();
      for (var answer : answers) {
        all.add(answer.get());
      }
      return all;
    }
  }
}
