package dev.berth.access;

import java.util.List;
import java.util.Optional;

/**
 * Paths inside of a workspace that files may go to and come from. The rules are about names,
 * against accidents: a symbolic link inside is not looked through.
 */
public final class InsidePath {

  private static final int LONGEST = 4096;

  /** What the kernel shows as files, and what Berth has put in, host key and all. */
  private static final List<String> CLOSED =
      List.of(
          "/proc",
          "/sys",
          "/dev",
          "/etc/berth",
          "/run/berth",
          "/var/run/berth",
          "/usr/lib/berth",
          "/lib/berth");

  private InsidePath() {}

  /** What is wrong with a path as such; empty where nothing is. The answer continues its name. */
  public static Optional<String> complaint(String path) {
    if (!path.startsWith("/") || path.length() > LONGEST || path.indexOf('\0') >= 0) {
      return Optional.of("must be absolute, with at most " + LONGEST + " characters and no NUL");
    }
    if ((path.length() > 1 && path.endsWith("/")) || !isPlain(path.substring(1))) {
      return Optional.of("must be without empty parts, '.', '..' and a '/' at the end");
    }
    return CLOSED.stream()
        .filter(closed -> isAtOrBelow(path, closed))
        .findFirst()
        .map(closed -> "must not be below " + closed);
  }

  /** As above, for what is read with everything below it. */
  public static Optional<String> complaintOfTree(String path) {
    return complaint(path)
        .or(
            () ->
                CLOSED.stream()
                    .filter(closed -> isAtOrBelow(closed, path))
                    .findFirst()
                    .map(closed -> "must not have " + closed + " below it"));
  }

  /**
   * Whether a relative path has no empty parts, {@code .} and {@code ..}; the empty one has none.
   */
  static boolean isPlain(String relative) {
    return relative.isEmpty()
        || List.of(relative.split("/", -1)).stream()
            .noneMatch(part -> part.isEmpty() || part.equals(".") || part.equals(".."));
  }

  static boolean isClosed(String path) {
    return CLOSED.stream().anyMatch(closed -> isAtOrBelow(path, closed));
  }

  static String join(String directory, String name) {
    return directory.equals("/") ? "/" + name : directory + "/" + name;
  }

  private static boolean isAtOrBelow(String path, String directory) {
    return directory.equals("/") || path.equals(directory) || path.startsWith(directory + "/");
  }
}
