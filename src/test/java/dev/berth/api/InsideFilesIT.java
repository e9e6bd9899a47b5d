package dev.berth.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.equalTo;

import dev.berth.PostgresResource;
import dev.berth.RealEngine;
import dev.berth.Shell;
import dev.berth.account.Role;
import dev.berth.audit.Audit;
import dev.berth.node.Installation;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files into a workspace and out of it, through the API, on the real engine. */
@QuarkusTest
@TestProfile(RealEngine.class)
@QuarkusTestResource(PostgresResource.class)
class InsideFilesIT {

  private static String installationId = "";

  private final TestUsers users;
  private final Installation installation;
  private final Audit audit;
  @TempDir Path directory;
  private Tenant alice;
  private Box box;

  InsideFilesIT(TestUsers users, Installation installation, Audit audit) {
    this.users = users;
    this.installation = installation;
    this.audit = audit;
  }

  @AfterAll
  static void removeWhatTheInstallationKeeps() {
    Box.removeAllOf(installationId);
  }

  @BeforeEach
  void startABox() {
    installationId = installation.id();
    alice = new Tenant(users.make(Role.USER), directory);
    box = new Box(alice);
  }

  @AfterEach
  void releaseIt() {
    box.release();
  }

  @Test
  void filesGoInAndOutAndStayInTheirPlace() throws Exception {
    Path big = Files.write(directory.resolve("big"), new byte[30 << 20]);
    Files.writeString(directory.resolve("small"), "text");
    Files.createSymbolicLink(directory.resolve("link"), Path.of("small"));
    Path tar = directory.resolve("in.tar");
    tar(tar, "-C", directory.toString(), "big", "small", "link");

    assertThat(box.put("/home/dev", tar).statusCode()).isEqualTo(204);
    box.exec(
            Map.of(
                "command", List.of("sh", "-c", "cd && stat -c '%U %s' big small && readlink link")))
        .body("stdout", equalTo("dev 31457280\ndev 4\nsmall\n"));

    Path back = directory.resolve("out.tar");
    var answer =
        Box.HTTP.send(box.request("files?path=/home/dev/big").build(), BodyHandlers.ofFile(back));
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/x-tar");
    Shell.run(List.of("tar", "-xf", back.toString(), "-C", directory.toString(), "big"));
    assertThat(Files.mismatch(big, directory.resolve("big"))).isEqualTo(-1);
    assertThat(Files.size(directory.resolve("big"))).isEqualTo(30 << 20);

    box.get("files?path=/home/dev/nothing").statusCode(404);
    assertThat(box.put("/home/dev/nothing", tar).statusCode()).isEqualTo(404);
    assertThat(box.acts(audit, "lease.files.put")).contains("/home/dev");
    assertThat(box.acts(audit, "lease.files.get")).contains("/home/dev/big");
  }

  @Test
  void anArchiveThatLeavesItsDirectoryIsRefused() throws Exception {
    Files.writeString(directory.resolve("evil"), "text");
    Path tar = directory.resolve("evil.tar");
    tar(tar, "-P", "--transform=s,^evil,../evil,", "-C", directory.toString(), "evil");
    var refused = box.put("/home/dev", tar);
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(refused.body()).contains("the entry '../evil' must be a relative path");
    box.exec(Map.of("command", List.of("ls", "/home"))).body("stdout", equalTo("dev\n"));

    Files.writeString(tar, "no tar at all, but long enough to be looked at".repeat(30));
    assertThat(box.put("/home/dev", tar).body()).contains("the body is no tar");
  }

  @Test
  void anArchiveOverTheLimitIsRefusedOrBreaksOff() throws Exception {
    box.exec(
        Map.of(
            "command",
            List.of("sh", "-c", "mkdir /tmp/d && head -c 50000000 /dev/zero > /tmp/d/big")));

    box.get("files?path=/tmp/d/big").statusCode(413);
    // What a directory has in it is not known before.
    assertThatThrownBy(
            () ->
                Box.HTTP.send(
                    box.request("files?path=/tmp/d").build(),
                    BodyHandlers.ofFile(directory.resolve("cut.tar"))))
        .isInstanceOf(IOException.class);

    Files.write(directory.resolve("big"), new byte[50 << 20]);
    Path tar = directory.resolve("big.tar");
    tar(tar, "-C", directory.toString(), "big");
    assertThat(box.put("/tmp", tar).statusCode()).isEqualTo(413);
    var unannounced =
        Box.HTTP.send(
            box.request("files?path=/tmp")
                .header("Content-Type", "application/x-tar")
                .PUT(BodyPublishers.ofInputStream(() -> open(tar)))
                .build(),
            BodyHandlers.ofString());
    assertThat(unannounced.statusCode()).isEqualTo(413);
  }

  private static InputStream open(Path file) {
    try {
      return Files.newInputStream(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void tar(Path archive, String... what) {
    var done =
        Shell.run(
            Stream.concat(Stream.of("tar", "-cf", archive.toString()), Stream.of(what)).toList());
    assertThat(done.exitCode()).as(done.output()).isZero();
  }
}
