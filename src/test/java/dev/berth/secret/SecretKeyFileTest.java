package dev.berth.secret;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Base64;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretKeyFileTest {

  @TempDir private Path directory;

  @Test
  void makesAKeyThatOnlyTheOwnerReadsAndKeepsIt() throws IOException {
    Path file = directory.resolve("new/home/secret-key");
    byte[] sealed = SecretKeyFile.open(file).seal(new byte[] {7}, "x");
    assertThat(SecretKeyFile.open(file).open(sealed, "x")).containsExactly(7);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(Base64.getDecoder().decode(Files.readString(file).strip())).hasSize(32);
    try (Stream<Path> files = Files.list(file.getParent())) {
      assertThat(files).containsExactly(file);
    }
  }

  @Test
  void takesAKeyAsOpensslPrintsIt() throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("key"), Base64.getEncoder().encodeToString(new byte[32]) + "\n");
    byte[] sealed = new SecretBox(new byte[32]).seal(new byte[] {7}, "x");
    assertThat(SecretKeyFile.open(file).open(sealed, "x")).containsExactly(7);
  }

  @Test
  void refusesAnythingElseAndLeavesItAlone() throws IOException {
    for (var content : new String[] {"", "too short", "A".repeat(100)}) {
      Path file = Files.write(directory.resolve("key"), content.getBytes(UTF_8));
      assertThatThrownBy(() -> SecretKeyFile.open(file))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("openssl rand -base64 32");
      assertThat(file).hasContent(content);
    }
  }

  @Test
  void givesTwoThatStartAtOnceTheSameKey() throws Exception {
    Path file = directory.resolve("secret-key");
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<SecretBox> open = () -> SecretKeyFile.open(file);
      var first = threads.submit(open);
      var second = threads.submit(open);
      byte[] sealed = first.get().seal(new byte[] {7}, "x");
      assertThat(second.get().open(sealed, "x")).containsExactly(7);
    }
  }
}
