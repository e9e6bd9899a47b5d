package dev.berth.workspace;

import java.util.List;

/** A line for the terminals on which a user is logged in; not every image has {@code wall}. */
public final class TerminalLine {

  private static final int MOST = 500;

  /**
   * Text and user are arguments, never part of the script. A terminal that is held with Ctrl-S
   * takes nothing: after two seconds the next one has its turn.
   */
  private static final String SCRIPT =
      """
      PATH=/usr/sbin:/usr/bin:/sbin:/bin
      for terminal in /dev/pts/[0-9]*; do
        [ -c "$terminal" ] && [ "$(stat -c %U "$terminal")" = "$1" ] || continue
        timeout -s KILL 2 sh -c 'printf "\\r\\n%s\\r\\n" "$2" > "$1"' sh "$terminal" "$2" || :
      done
      """;

  private TerminalLine() {}

  /** For root. */
  public static List<String> command(String user, String text) {
    return List.of("sh", "-c", SCRIPT, "sh", user, "Berth: " + printable(text));
  }

  /** What a terminal takes for anything but text is left out. */
  static String printable(String text) {
    String plain = text.replaceAll("\\s+", " ").replaceAll("[^\\x20-\\x7e]", "?");
    return plain.length() > MOST ? plain.substring(0, MOST) : plain;
  }
}
