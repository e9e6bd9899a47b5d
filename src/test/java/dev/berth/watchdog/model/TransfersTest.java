package dev.berth.watchdog.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TransfersTest {

  @ParameterizedTest
  @CsvSource({
    "rsync --server -logDtpre.iLsfxCIvu . /data, rsync",
    "/usr/bin/scp -t /data, scp",
    "sftp host, sftp",
    "/usr/lib/openssh/sftp-server, sftp-server",
    "sshd: dev@internal-sftp, sftp",
    "sshd-session: dev@internal-sftp, sftp"
  })
  void findsWhatCopiesFiles(String commandLine, String name) {
    assertThat(Transfers.underWay(List.of("sh", commandLine, "top"))).contains(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"sshd: dev@pts/0", "vim rsync", "rsyncd.py", "sshd: /usr/sbin/sshd -D", ""})
  void leavesEverythingElseAlone(String commandLine) {
    assertThat(Transfers.underWay(List.of(commandLine))).isEmpty();
  }

  @Test
  void findsNothingWhereNothingRuns() {
    assertThat(Transfers.underWay(List.of())).isEmpty();
  }
}
