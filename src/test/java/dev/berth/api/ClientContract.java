package dev.berth.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.berth.Shell;
import dev.berth.node.Installation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import net.schmizz.sshj.SSHClient;
import net.schmizz.sshj.transport.TransportException;
import net.schmizz.sshj.transport.verification.OpenSSHKnownHosts;
import org.junit.jupiter.api.Test;

/** Clients of another version, clients that stand still, and clients that are being deceived. */
abstract class ClientContract extends WorkspaceContract {

  private static final Duration SECONDS = Duration.ofSeconds(20);

  ClientContract(TestUsers users, Installation installation, String image) {
    super(users, installation, image);
  }

  @Test
  void openSsh10OfDebian13RunsCommandsAndCopies() {
    String script =
        """
        ssh -V
        ssh -F $1 $2 'printf "out\\n"; printf "err\\n" >&2; exit 42' || echo code $?
        ssh -F $1 -tt $2 tty </dev/null | tr -d '\\r'
        ssh -F $1 -v -o LogLevel=DEBUG1 $2 true 2>&1 | grep -o 'kex: algorithm: .*'
        head -c 3000000 /dev/urandom > sent
        printf 'put sent with-10\\nget with-10 sftp\\n' | sftp -q -F $1 -b - $2 > /dev/null
        scp -q -F $1 $2:with-10 scp
        scp -q -O -F $1 $2:with-10 scp-O
        rsync -a -e "ssh -F $1" $2:with-10 rsync
        for file in sftp scp scp-O rsync; do cmp sent $file && echo same $file; done
        ssh -F $1 $2 rm with-10
        """;
    var result = new Debian13Clients(directory).run(client, script, "--workdir", "/tmp");

    assertThat(result.exitCode()).as(result.output()).isZero();
    assertThat(result.output())
        .startsWith("OpenSSH_10.")
        .contains("out\n", "err\n", "code 42\n", "/dev/pts/", "kex: algorithm: ")
        .endsWith("same sftp\nsame scp\nsame scp-O\nsame rsync");
  }

  @Test
  void anotherHostKeyThanThePublishedOneIsRefusedByEveryClient() throws IOException {
    var sshd = new WorkspaceSshd(container());
    Path file = Files.writeString(directory.resolve("secret"), "not for others");
    sshd.swapHostKey();
    try {
      String log = sshd.log();
      String refusal = "Host key verification failed";
      assertThat(client.ssh("true").exitCode()).isEqualTo(255);
      assertThat(client.ssh("true").stderr())
          .contains("REMOTE HOST IDENTIFICATION HAS CHANGED", refusal);
      assertThat(tenant.ssh(lease, "true").output()).contains(refusal);
      for (var copied :
          List.of(
              client.program("scp", file.toString(), "HOST:secret"),
              client.program("scp", "-O", file.toString(), "HOST:secret"),
              client.program("sftp", "-b", "/dev/null", "HOST"),
              client.rsync(file.toString(), "HOST:secret"))) {
        assertThat(copied.exitCode()).as(copied.toString()).isNotZero();
        assertThat(copied.stderr()).contains(refusal);
      }
      assertThat(new Debian13Clients(directory).run(client, "ssh -F $1 $2 true"))
          .satisfies(
              result -> {
                assertThat(result.exitCode()).isEqualTo(255);
                assertThat(result.output()).contains(refusal);
              });
      try (var ssh = new SSHClient()) {
        ssh.addHostKeyVerifier(new OpenSSHKnownHosts(tenant.knownHosts().toFile()));
        assertThatThrownBy(() -> ssh.connect("127.0.0.1", lease.getInt("ssh.port")))
            .isInstanceOf(TransportException.class)
            .hasMessageContaining("ost key");
      }
      assertThat(sshd.log().substring(log.length())).doesNotContain("Accepted", "publickey");
    } finally {
      sshd.putHostKeyBack();
    }
    assertThat(client.ssh("ls secret").exitCode()).isNotZero();
  }

  @Test
  void aClientThatStandsStillForSecondsMissesNothing() throws Exception {
    String command = "rm -f /tmp/all; echo in; sleep 1; seq 100000; touch /tmp/all; exit 7";
    try (var session = client.start(SshClient.and(client.to(), command))) {
      var output = session.process().inputReader(UTF_8);
      assertThat(output.readLine()).isEqualTo("in");
      signal(session, "STOP");
      await().atMost(SECONDS).until(() -> client.ssh("ls /tmp/all").exitCode() == 0);

      signal(session, "CONT");

      assertThat(output.lines())
          .containsExactlyElementsOf(
              IntStream.rangeClosed(1, 100_000).mapToObj(Integer::toString).toList());
      assertThat(session.process().waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(session.process().exitValue()).isEqualTo(7);
    }
  }

  /** As {@code kill} does. */
  static void signal(SshClient.Running program, String signal) {
    String pid = Long.toString(program.process().pid());
    assertThat(Shell.run(List.of("bash", "-c", "kill -" + signal + " " + pid)))
        .isEqualTo(new Shell.Result(0, ""));
  }
}
