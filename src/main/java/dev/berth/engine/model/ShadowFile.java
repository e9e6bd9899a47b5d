package dev.berth.engine.model;

import java.util.stream.Collectors;

/** The text of {@code /etc/shadow}. */
public final class ShadowFile {

  private ShadowFile() {}

  /** The text with a user's hash replaced by one that no password has; the others stay. */
  public static String locked(String text, String user) {
    String start = user + ":";
    return text.lines()
        .map(line -> line.startsWith(start) ? start + "*" + rest(line, start.length()) : line)
        .map(line -> line + "\n")
        .collect(Collectors.joining());
  }

  /** From the colon after the field that begins there. */
  private static String rest(String line, int begin) {
    int colon = line.indexOf(':', begin);
    return colon < 0 ? "" : line.substring(colon);
  }
}
