package dev.berth.workspace;

import dev.berth.engine.model.FileEntry;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;

/** The build context that turns any image into one that a workspace can start from. */
public final class Recipe {

  /**
   * Goes up with every change to the files in {@code resources/workspace}; images baked by an older
   * one are baked again at their next use.
   */
  public static final String VERSION = "3";

  /** Build argument that names the source image. */
  public static final String SOURCE_ARG = "BERTH_SOURCE";

  private static final String DOCKERFILE = "Dockerfile";
  private static final int PLAIN = 0644;
  private static final int EXECUTABLE = 0755;

  private Recipe() {}

  /** For any image. */
  public static List<FileEntry> files() {
    return with(file(DOCKERFILE, PLAIN));
  }

  /**
   * For one that a user has made of a workspace: it has all that the other installs, and nothing
   * that is in it is run, for it would be outside of everything that holds a workspace.
   */
  public static List<FileEntry> filesForOwn() {
    var text = new String(file(DOCKERFILE, PLAIN).content(), StandardCharsets.UTF_8);
    var without =
        text.lines()
            .filter(line -> !line.startsWith("RUN "))
            .collect(Collectors.joining("\n", "", "\n"));
    return with(new FileEntry(DOCKERFILE, PLAIN, without.getBytes(StandardCharsets.UTF_8)));
  }

  private static List<FileEntry> with(FileEntry dockerfile) {
    return List.of(
        dockerfile,
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
