package dev.berth.dataset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/** Looks at a path on the disk, as far as this process can see it. */
final class HostFiles {

  private HostFiles() {}

  /** What is at a path. */
  sealed interface Sight {
    /** A directory, reached without a symbolic link. */
    record Directory() implements Sight {}

    /** Nothing, or Berth runs where it can't be seen. */
    record Hidden() implements Sight {}

    /** A symbolic link at {@code link}; {@code realPath} is where the whole path leads. */
    record Link(Path link, String realPath) implements Sight {}

    record NoDirectory() implements Sight {}
  }

  static Sight look(Path path) {
    var reached = path.getRoot();
    for (Path step : path) {
      reached = reached.resolve(step);
      if (Files.isSymbolicLink(reached)) {
        return new Sight.Link(reached, realPath(path));
      }
      if (!Files.exists(reached, LinkOption.NOFOLLOW_LINKS)) {
        return new Sight.Hidden();
      }
    }
    return Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)
        ? new Sight.Directory()
        : new Sight.NoDirectory();
  }

  private static String realPath(Path path) {
    try {
      return path.toRealPath().toString();
    } catch (IOException _) {
      return "nowhere";
    }
  }
}
