package dev.berth.workspace;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * When each terminal of a workspace was typed into. The kernel keeps that as the time of the last
 * reading, to eight seconds; what is written to a terminal does not change it.
 */
public final class TerminalInput {

  private static final int MOST = 500;

  private static final String SCRIPT =
      """
      PATH=/usr/sbin:/usr/bin:/sbin:/bin
      for terminal in /dev/pts/[0-9]*; do
        [ -c "$terminal" ] && stat -c '%n %X' "$terminal" 2> /dev/null
      done
      :
      """;

  private TerminalInput() {}

  /** For root. */
  public static List<String> command() {
    return List.of("sh", "-c", SCRIPT);
  }

  /** Reads what {@link #command} printed: seconds, by the clock of the machine. */
  public static Map<String, Long> read(String output) {
    var times = new HashMap<String, Long>();
    output
        .lines()
        .limit(MOST)
        .map(line -> line.split(" ", -1))
        .filter(parts -> parts.length == 2 && parts[1].matches("\\d{1,12}"))
        .forEach(parts -> times.put(parts[0], Long.valueOf(parts[1])));
    return times;
  }
}
