package dev.berth.access;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Which entries of an archive may be unpacked into a directory: those that stay in it, whatever was
 * unpacked before them.
 */
final class EntryRules {

  private static final int MOST_ENTRIES = 1_000_000;
  private static final int MOST_LINKS = 100_000;
  private static final int LONGEST = 4096;
  private static final int SHOWN = 60;

  private final String directory;
  private final Set<String> links = new HashSet<>();
  private int entries;

  EntryRules(String directory) {
    this.directory = directory;
  }

  /** What an entry is. */
  enum Kind {
    FILE,
    DIRECTORY,
    SYMBOLIC_LINK,
    HARD_LINK,
    OTHER
  }

  /** The name of an entry as it is unpacked: {@code ./a/} is {@code a}, {@code ./} is empty. */
  static String plain(String name) {
    String plain = name;
    while (plain.startsWith("./")) {
      plain = plain.substring(2);
    }
    plain = plain.replaceFirst("/+$", "");
    return plain.equals(".") ? "" : plain;
  }

  /**
   * What is wrong with the next entry; empty where it may be unpacked.
   *
   * @param name as {@link #plain} gives it
   * @param target of a link, empty for others
   */
  Optional<String> check(String name, Kind kind, String target) {
    if (++entries > MOST_ENTRIES) {
      return Optional.of("the archive has more than " + MOST_ENTRIES + " entries");
    }
    if (name.length() > LONGEST || target.length() > LONGEST) {
      return Optional.of("an entry has a name of more than " + LONGEST + " characters");
    }
    if (name.indexOf('\0') >= 0 || target.indexOf('\0') >= 0 || !InsidePath.isPlain(name)) {
      return wrong(name, "must be a relative path without '..'");
    }
    if (throughLink(name)) {
      return wrong(name, "goes through a link of the same archive");
    }
    if (InsidePath.isClosed(InsidePath.join(directory, name))) {
      return wrong(name, "would be in a place that is closed to files");
    }
    return switch (kind) {
      case FILE -> name.isEmpty() ? wrong(name, "has no name") : Optional.empty();
      case DIRECTORY -> Optional.empty();
      case SYMBOLIC_LINK -> symbolicLink(name, target);
      case HARD_LINK -> hardLink(name, plain(target));
      case OTHER -> wrong(name, "must be a file, a directory or a link");
    };
  }

  private Optional<String> symbolicLink(String name, String target) {
    if (!staysInside(name, target)) {
      return wrong(name, "is a link that leaves the directory");
    }
    links.add(name);
    return links.size() > MOST_LINKS
        ? Optional.of("the archive has more than " + MOST_LINKS + " symbolic links")
        : Optional.empty();
  }

  /** {@code ..} only at the beginning, where no other link can have changed what it means. */
  private static boolean staysInside(String name, String target) {
    int depth = name.split("/", -1).length - 1;
    String rest = target;
    while (rest.equals("..") || rest.startsWith("../")) {
      depth--;
      rest = rest.equals("..") ? "" : rest.substring(3);
    }
    return !name.isEmpty()
        && !target.isEmpty()
        && depth >= 0
        && !rest.startsWith("/")
        && !List.of(rest.split("/", -1)).contains("..");
  }

  private Optional<String> hardLink(String name, String target) {
    boolean good =
        !name.isEmpty()
            && !target.isEmpty()
            && InsidePath.isPlain(target)
            && !throughLink(target)
            && !InsidePath.isClosed(InsidePath.join(directory, target));
    return good ? Optional.empty() : wrong(name, "is a link that leaves the directory");
  }

  private boolean throughLink(String name) {
    for (int end = name.indexOf('/'); end >= 0; end = name.indexOf('/', end + 1)) {
      if (links.contains(name.substring(0, end))) {
        return true;
      }
    }
    return false;
  }

  private static Optional<String> wrong(String name, String what) {
    String shown = name.length() > SHOWN ? name.substring(0, SHOWN) + "…" : name;
    return Optional.of("the entry '" + shown.replaceAll("\\p{Cntrl}", "\ufffd") + "' " + what);
  }
}
