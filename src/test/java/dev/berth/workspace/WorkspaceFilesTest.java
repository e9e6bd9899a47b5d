package dev.berth.workspace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.Shell;
import dev.berth.engine.model.FileEntry;
import dev.berth.lease.model.LeaseSecrets;
import dev.berth.lease.model.LeaseSpec;
import dev.berth.lease.model.LeaseState;
import dev.berth.lease.model.SampleLeases;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkspaceFilesTest {

  private static final String HASH = LoginPassword.generate().hash();
  private static final byte[] HOST_KEY = "very private".getBytes(UTF_8);

  @Test
  void givesTheEntrypointWhatItReads() {
    var files = files(SampleLeases.spec(), LeaseSecrets.NONE, "key a", "key b");
    assertThat(files)
        .containsExactly(
            file(
                "/etc/berth/lease.conf",
                0600,
                "user=dev\nuid=20001\nsudo=yes\npassword=no\nport=22\n"),
            new FileEntry("/etc/berth/ssh_host_ed25519_key", 0600, HOST_KEY),
            file("/etc/berth/password", 0600, ""),
            file("/etc/berth/secret_env", 0600, ""),
            file("/etc/berth/command", 0644, ""),
            file("/etc/berth/authorized_keys.d/dev", 0644, "key a\nkey b\n"));
  }

  @Test
  void givesItWhateverElseWasAskedFor() {
    var secrets = new LeaseSecrets(Optional.of(HASH), Map.of("TOKEN", "a=b c", "B", ""));
    var files = files(SampleLeases.fullSpec(), secrets);
    assertThat(files)
        .contains(
            file(
                "/etc/berth/lease.conf",
                0600,
                "user=root\nuid=20001\nsudo=yes\npassword=yes\nport=22\n"
                    + "workdir=/work\nvolume=/code\n"),
            file("/etc/berth/password", 0600, HASH + "\n"),
            file("/etc/berth/secret_env", 0600, "B=\nTOKEN=a=b c\n"),
            file("/etc/berth/command", 0644, "cd '/work' || exit\nexec 'sleep' '1'\n"));
    assertThat(files.toString()).doesNotContain(HASH).doesNotContain("a=b");
    assertThat(secrets.toString()).doesNotContain(HASH).doesNotContain("a=b");
  }

  @Test
  void nothingButAHashGetsIntoTheAccountsFile() {
    for (String wrong : List.of("", "*", "secret", HASH + ":0", HASH + "\nroot::0:0")) {
      var secrets = new LeaseSecrets(Optional.of(wrong), Map.of());
      assertThatThrownBy(() -> files(SampleLeases.fullSpec(), secrets))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("not a SHA-512 hash of crypt(3)");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", "it's", "'", "$(id)", "`id`", "\\", "a\nb", "\"", "", "-n", "*"})
  void quotesAWordSoThatTheShellTakesItAsItIs(String word) {
    var shell =
        Shell.run(List.of("sh", "-c", "printf %s " + WorkspaceFiles.quoted(word) + "; echo x"));
    assertThat(shell.output()).isEqualTo(word + "x");
  }

  @Test
  void keepsTheHostKeyOutOfTheLog() {
    var files = files(SampleLeases.spec(), LeaseSecrets.NONE);
    assertThat(files.toString())
        .doesNotContain("private")
        .contains("FileEntry[/etc/berth/ssh_host_ed25519_key, 600]");
  }

  @Test
  void letsNobodyInWithoutKeys() {
    assertThat(files(SampleLeases.spec(), LeaseSecrets.NONE).getLast())
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

  private static List<FileEntry> files(LeaseSpec spec, LeaseSecrets secrets, String... keys) {
    return WorkspaceFiles.atStart(
        SampleLeases.in(LeaseState.Starting.first(SampleLeases.NOON), spec),
        new WorkspaceFiles.Place(20_001, "127.0.0.1"),
        HOST_KEY,
        List.of(keys),
        secrets);
  }

  private static FileEntry file(String path, int mode, String content) {
    return new FileEntry(path, mode, content.getBytes(UTF_8));
  }
}
