package dev.berth.workspace;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostKeyTest {

  private final HostKey key = HostKey.generate();
  @TempDir private Path directory;

  @Test
  void hasTheFingerprintThatSshKeygenShows() throws Exception {
    Path file = Files.writeString(directory.resolve("key.pub"), key.publicKey() + "\n");
    assertThat(sshKeygen("-l", "-f", file.toString()))
        .contains(HostKey.fingerprint(key.publicKey()))
        .contains("ED25519");
  }

  @Test
  void hasAPrivateHalfThatOpenSshReads() throws Exception {
    var ownerOnly =
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));
    Path file = Files.createFile(directory.resolve("key"), ownerOnly);
    Files.write(file, key.privateKey());
    assertThat(sshKeygen("-y", "-f", file.toString())).startsWith(key.publicKey());
    assertThat(new String(key.privateKey(), UTF_8)).endsWith("-----END OPENSSH PRIVATE KEY-----\n");
  }

  @Test
  void isAnotherOneEachTime() {
    assertThat(HostKey.generate().publicKey())
        .startsWith(HostKey.type() + " AAAA")
        .isNotEqualTo(key.publicKey());
  }

  @Test
  void keepsItsPrivateHalfOutOfTheLog() {
    assertThat(key).hasToString("HostKey[" + key.publicKey() + "]");
  }

  @Test
  void readsNothingButPublicKeys() {
    assertThatThrownBy(() -> HostKey.fingerprint("ssh-ed25519 AAAA"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> HostKey.fingerprint("")).isInstanceOf(IllegalArgumentException.class);
  }

  private static String sshKeygen(String... arguments) throws IOException, InterruptedException {
    var command = new ArrayList<>(List.of("ssh-keygen"));
    command.addAll(List.of(arguments));
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }
}
