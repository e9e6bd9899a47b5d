package dev.berth.dataset;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which paths may be published. Looks at nothing but the text; {@link HostFiles} looks at files.
 */
public final class DatasetPaths {

  /** Longest path, in characters; Linux takes as many bytes, with the end mark. */
  public static final int MAX_LENGTH = 4096;

  /** Whoever writes to one of these, or reads it, has the host or another's secrets. */
  private static final List<Path> SYSTEM =
      Stream.of(
              "/bin",
              "/boot",
              "/dev",
              "/etc",
              "/lib",
              "/lib64",
              "/proc",
              "/root",
              "/run",
              "/sbin",
              "/sys",
              "/usr",
              "/var/lib/containerd",
              "/var/lib/docker",
              "/var/run")
          .map(Path::of)
          .toList();

  private final List<Path> roots;
  private final List<Path> forbidden;

  /**
   * @param roots in which everything published must be
   * @param own directories of Berth itself, none of which may be reached
   */
  public DatasetPaths(Collection<Path> roots, Collection<Path> own) {
    this.roots = List.copyOf(roots);
    this.forbidden = Stream.concat(SYSTEM.stream(), own.stream()).toList();
  }

  /** What is wrong with a path, continuing its name: {@code must be …}. Empty where it is good. */
  public Optional<String> refusal(String text) {
    var malformed = malformed(text);
    if (malformed.isPresent()) {
      return malformed;
    }
    var path = Path.of(text);
    var hit = forbidden.stream().filter(each -> touch(path, each)).findFirst();
    if (path.getNameCount() == 0 || hit.isPresent()) {
      return Optional.of(
          "must not be the whole host, a directory of the system or Berth's own, or have one in it"
              + hit.map(each -> ": " + each).orElse(""));
    }
    if (roots.stream().noneMatch(path::startsWith)) {
      return Optional.of("must be in one of the configured roots: " + roots);
    }
    return Optional.empty();
  }

  /** What is wrong with a path as a text. */
  public static Optional<String> malformed(String text) {
    if (text.isEmpty() || text.length() > MAX_LENGTH) {
      return Optional.of("must have 1 to " + MAX_LENGTH + " characters, not " + text.length());
    }
    if (text.chars().anyMatch(Character::isISOControl) || !isUnicode(text)) {
      return Optional.of("must have no control characters");
    }
    if (!text.startsWith("/")) {
      return Optional.of("must be absolute, like /data/imagenet");
    }
    if (text.indexOf(':') >= 0) {
      return Optional.of("must have no ':', which separates paths for container engines");
    }
    try {
      return Path.of(text).normalize().toString().equals(text)
          ? Optional.empty()
          : Optional.of("must be written without '..', '.', '//' and a '/' at the end");
    } catch (InvalidPathException _) {
      return Optional.of("must be of characters that the locale of Berth's process has");
    }
  }

  /** Half of a surrogate pair has no name in any file system. */
  private static boolean isUnicode(String text) {
    return text.codePoints().noneMatch(each -> each >= 0xD800 && each <= 0xDFFF);
  }

  /**
   * One that shares files with {@code dataset} while one of the two is writable: who writes to the
   * outer could put a symbolic link to anywhere in the place of the inner.
   */
  public static Optional<Dataset> conflict(Dataset dataset, Collection<Dataset> published) {
    var path = Path.of(dataset.path());
    return published.stream()
        .filter(other -> !other.name().equals(dataset.name()))
        .filter(other -> other.writable() || dataset.writable())
        .filter(other -> touch(path, Path.of(other.path())))
        .findFirst();
  }

  /** Whether one is the other, or is in it. */
  private static boolean touch(Path one, Path other) {
    return one.startsWith(other) || other.startsWith(one);
  }
}
