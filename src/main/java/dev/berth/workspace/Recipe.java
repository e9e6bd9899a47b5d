package dev.berth.workspace;

import dev.berth.engine.model.FileEntry;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;

/** The build context that turns any image into one that a workspace can start from. */
public final class Recipe {

  /**
   * Goes up with every change to the files in {@code resources/workspace}; images baked by an older
   * one are baked again at their next use.
   */
  public static final String VERSION = "3";

  /** Build argument that names the source image. */
  public static final String SOURCE_ARG = "BERTH_SOURCE";

  private static final int PLAIN = 0644;
  private static final int EXECUTABLE = 0755;

  private Recipe() {}

  public static List<FileEntry> files() {
    return List.of(
        file("Dockerfile", PLAIN),
        file("install.sh", EXECUTABLE),
        file("entrypoint", EXECUTABLE),
        file("probe-sshd", EXECUTABLE),
        file("prepare.awk", PLAIN),
        file("sshd_config", PLAIN),
        file("install-keys", EXECUTABLE),
        file("lock-out", EXECUTABLE),
        file("restart-sshd", EXECUTABLE),
        file("motd.sh", PLAIN));
  }

  private static FileEntry file(String name, int mode) {
    try (InputStream in =
        Objects.requireNonNull(
            Recipe.class.getResourceAsStream("/workspace/" + name), () -> "no " + name)) {
      return new FileEntry(name, mode, in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
