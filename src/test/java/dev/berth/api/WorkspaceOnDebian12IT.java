package dev.berth.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.berth.PostgresResource;
import dev.berth.RealEngine;
import dev.berth.Shell;
import dev.berth.kernel.LeaseId;
import dev.berth.node.Installation;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Of all images this one is also the one for what takes long. */
@QuarkusTest
@TestProfile(RealEngine.class)
@QuarkusTestResource(PostgresResource.class)
class WorkspaceOnDebian12IT extends EditorContract {

  private static final Duration SECONDS = Duration.ofSeconds(30);
  private static final long GIBIBYTE = 1L << 30;
  // Kilobits a second: a copy of a gibibyte takes four minutes and outlives every release.
  private static final String SLOWLY = "32000";

  WorkspaceOnDebian12IT(TestUsers users, Installation installation) {
    super(users, installation, "debian12");
  }

  @Override
  String source(Path directory) {
    return System.getProperty("berth.test.source-image", "debian:bookworm-slim");
  }

  @Override
  String shell() {
    return "/bin/bash";
  }

  /** Ten minutes are what a lease's sshd waits; here it is told to wait two seconds. */
  @Test
  void aClientThatIsGoneIsEndedAndSoIsWhatRunsInItsTerminalOnly() throws Exception {
    var sshd = new WorkspaceSshd(container());
    sshd.setPatience(2);
    try (var typed = client.start(SshClient.and(client.to("-tt"), "echo in; exec sleep 7655"));
        var plain = client.start(SshClient.and(client.to(), "echo in; exec sleep 7656"))) {
      for (var session : List.of(typed, plain)) {
        assertThat(session.process().inputReader(UTF_8).readLine()).isEqualTo("in");
        signal(session, "STOP");
      }
      try {
        await().atMost(SECONDS).until(() -> !sshd.runs("sleep 7655"));
        await()
            .atMost(SECONDS)
            .until(
                () ->
                    sshd.log().lines().filter(line -> line.contains("Timeout, client not")).count()
                        == 2);
        assertThat(sshd.runs("sleep 7656")).isTrue();
        assertThat(client.ssh("true").exitCode()).isZero();
      } finally {
        signal(typed, "CONT");
        signal(plain, "CONT");
      }
      for (var session : List.of(typed, plain)) {
        assertThat(session.process().waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(session.process().exitValue()).isEqualTo(255);
      }
    } finally {
      sshd.putPatienceBack();
    }
    client.ssh("pkill -fx 'sleep 7656'").text();
  }

  @Test
  void copiesThatRunWhenTheLeaseIsReleasedEndAtOnceAndHoldNothingUp() throws Exception {
    tenant.request(Map.of("name", "going", "image", "debian12", "memory", "512m"));
    var going = tenant.awaitState("going", "running");
    var there = SshClient.of(tenant, "going", directory);
    there.ssh("truncate -s 1G download").text();
    Path upload = directory.resolve("upload");
    try (var file = new RandomAccessFile(upload.toFile(), "rw")) {
      file.setLength(GIBIBYTE);
    }
    Path download = directory.resolve("download");
    Path batch = Files.writeString(directory.resolve("batch"), "put " + upload + " by-sftp\n");
    try (var up = copy(there, "scp", "-q", "-l", SLOWLY, upload.toString(), "going:by-scp");
        var down = copy(there, "scp", "-q", "-l", SLOWLY, "going:download", download.toString());
        var sftp = copy(there, "sftp", "-q", "-l", SLOWLY, "-b", batch.toString(), "going")) {
      await()
          .atMost(SECONDS)
          .until(
              () ->
                  there.ssh("test -s by-scp && test -s by-sftp").exitCode() == 0
                      && hasContent(download));

      tenant.release("going");

      for (var copy : List.of(up, down, sftp)) {
        assertThat(copy.process().waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(copy.process().exitValue()).isNotZero();
      }
    } finally {
      Files.delete(upload);
      Files.deleteIfExists(download);
      client.ssh("rm -f download by-scp by-sftp").text();
    }
    tenant.awaitState(going.getString("id"), "released");
    String container = new LeaseId(going.getString("id")).containerName();
    assertThat(Shell.docker("ps", "-aq", "--filter", "name=" + container).output()).isEmpty();
    assertThat(Shell.run(List.of("pgrep", "-f", there.config().toString())).output()).isEmpty();
    assertThat(there.ssh("true").exitCode()).isEqualTo(255);
  }

  @Test
  void rsyncTakesFiveThousandSmallFilesThereAndBack() throws IOException {
    rsyncThereAndBack(5000);
  }

  private static boolean hasContent(Path file) throws IOException {
    return Files.exists(file) && Files.size(file) > 0;
  }

  private static SshClient.Running copy(SshClient client, String program, String... arguments) {
    var command = new ArrayList<>(List.of(program, "-F", client.config().toString()));
    for (String argument : arguments) {
      command.add(argument.replaceFirst("^going", client.alias()));
    }
    return client.start(command);
  }

  @Test
  void sshfsMountsTheHome() {
    client.ssh("mkdir mounted; echo from inside > mounted/there").text();
    String script =
        """
        mkdir /there
        sshfs -F $1 $2:mounted /there
        cat /there/there
        for i in $(seq 200); do echo $i > "/there/file $i"; done
        mv "/there/file 1" /there/renamed
        rm "/there/file 2"
        ls /there | wc -l
        umount /there
        """;
    var result =
        new Debian13Clients(directory)
            .run(
                client,
                script,
                "--device=/dev/fuse",
                "--cap-add=SYS_ADMIN",
                "--security-opt=apparmor=unconfined");
    assertThat(result).isEqualTo(new Shell.Result(0, "from inside\n200"));
    assertThat(client.ssh("cat mounted/renamed 'mounted/file 200'; rm -r mounted").text())
        .isEqualTo("1\n200");
  }
}
