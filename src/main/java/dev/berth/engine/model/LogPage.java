package dev.berth.engine.model;

import java.util.List;

/** Lines, oldest first; {@code truncated} where older ones were left out for their size. */
public record LogPage(List<LogLine> lines, boolean truncated) {

  public LogPage {
    lines = List.copyOf(lines);
  }
}
