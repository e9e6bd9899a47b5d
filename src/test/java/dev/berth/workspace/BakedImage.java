package dev.berth.workspace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.Shell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** An image to bake from, which has all programs already: for engines that reach no packages. */
public final class BakedImage {

  public static final String TAG = "berth/test-complete:local";

  private BakedImage() {}

  /** From the engine's cache but for the first time; {@code directory} takes its context. */
  public static void make(Path directory) throws IOException {
    String baked = TestWorkspace.bake(directory);
    Path context = Files.createDirectories(directory.resolve("complete"));
    Files.writeString(
        context.resolve("Dockerfile"), "FROM " + baked + "\nENTRYPOINT []\nCMD [\"bash\"]\n");
    var built =
        Shell.run(
            List.of("env", "DOCKER_BUILDKIT=0", "docker", "build", "-q", "-t", TAG, context + "/"));
    assertThat(built.exitCode()).as(built.output()).isZero();
  }
}
