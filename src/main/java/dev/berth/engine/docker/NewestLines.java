package dev.berth.engine.docker;

import dev.berth.engine.model.LogLine;
import dev.berth.engine.model.LogPage;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/** Keeps the last lines of a log, by the length of their text. */
final class NewestLines {

  private final int limit;
  private final Deque<LogLine> lines = new ArrayDeque<>();
  private long kept;
  private boolean truncated;

  NewestLines(int limit) {
    this.limit = limit;
  }

  synchronized void add(LogLine line) {
    lines.addLast(line);
    kept += line.text().length();
    while (kept > limit) {
      kept -= lines.removeFirst().text().length();
      truncated = true;
    }
  }

  synchronized LogPage page() {
    return new LogPage(List.copyOf(lines), truncated);
  }
}
