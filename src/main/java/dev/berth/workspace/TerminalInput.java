package dev.berth.workspace;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * When each terminal of a workspace was typed into. The kernel keeps that as the time of the last
 * reading, to eight seconds; what is written to a terminal does not change it.
 */
public final class TerminalInput {

  private static final int MOST = 500;

  /** What else the workspace prints, for it may print anything, is not kept. */
  private static final Pattern LINE = Pattern.compile("(/dev/pts/\\d{1,6}) (\\d{1,12})");

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
        .map(LINE::matcher)
        .filter(Matcher::matches)
        .forEach(line -> times.put(line.group(1), Long.valueOf(line.group(2))));
    return times;
  }
}
