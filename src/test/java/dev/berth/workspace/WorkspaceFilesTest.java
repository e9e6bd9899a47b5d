package dev.berth.workspace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.engine.model.FileEntry;
import dev.berth.lease.model.SampleLeases;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class WorkspaceFilesTest {

  private static final byte[] HOST_KEY = "very private".getBytes(UTF_8);

  @Test
  void givesTheEntrypointWhatItReads() {
    var files =
        WorkspaceFiles.atStart(SampleLeases.spec(), 20_001, HOST_KEY, List.of("key a", "key b"));
    assertThat(files)
        .containsExactly(
            file("/etc/berth/lease.conf", 0600, "user=dev\nuid=20001\nsudo=yes\npassword=no\n"),
            new FileEntry("/etc/berth/ssh_host_ed25519_key", 0600, HOST_KEY),
            file("/etc/berth/authorized_keys.d/dev", 0644, "key a\nkey b\n"));
  }

  @Test
  void bringsThePasswordsHashForRootAlone() {
    String hash = LoginPassword.generate().hash();
    var access = new Access(List.of("key a"), Optional.of(hash));
    var files = WorkspaceFiles.atStart(SampleLeases.spec(), 20_001, HOST_KEY, access);
    assertThat(files)
        .contains(
            file("/etc/berth/lease.conf", 0600, "user=dev\nuid=20001\nsudo=yes\npassword=yes\n"),
            file("/etc/berth/password", 0600, hash + "\n"));
    assertThat(files.toString()).doesNotContain(hash);
  }

  @Test
  void saysWhoIsLockedOut() {
    assertThat(WorkspaceFiles.lockOut(SampleLeases.spec(), true))
        .containsExactly("/usr/lib/berth/lock-out", "dev", "yes");
  }

  @Test
  void keepsTheHostKeyOutOfTheLog() {
    var files = WorkspaceFiles.atStart(SampleLeases.spec(), 20_001, HOST_KEY, List.of());
    assertThat(files.toString())
        .doesNotContain("private")
        .contains("FileEntry[/etc/berth/ssh_host_ed25519_key, 600]");
  }

  @Test
  void letsNobodyInWithoutKeys() {
    assertThat(WorkspaceFiles.atStart(SampleLeases.spec(), 20_001, HOST_KEY, List.of()).getLast())
        .isEqualTo(file("/etc/berth/authorized_keys.d/dev", 0644, ""));
    assertThat(WorkspaceFiles.incomingKeys(List.of()))
        .isEqualTo(file("/etc/berth/incoming/authorized_keys", 0644, ""));
  }

  @Test
  void bringsNewKeysInBesideTheOldOnes() {
    assertThat(WorkspaceFiles.incomingKeys(List.of("key a")))
        .isEqualTo(file("/etc/berth/incoming/authorized_keys", 0644, "key a\n"));
    assertThat(WorkspaceFiles.installKeys(SampleLeases.spec()))
        .containsExactly("/usr/lib/berth/install-keys", "dev");
  }

  private static FileEntry file(String path, int mode, String content) {
    return new FileEntry(path, mode, content.getBytes(UTF_8));
  }
}
