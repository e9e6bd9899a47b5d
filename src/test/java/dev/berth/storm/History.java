package dev.berth.storm;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.CopyOnWriteArrayList;

/** What happened in a storm, in order, and what was wrong. */
final class History {

  private final boolean aloud;
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final Set<String> problems = new ConcurrentSkipListSet<>();

  /**
   * @param aloud whether each line is printed at once
   */
  History(boolean aloud) {
    this.aloud = aloud;
  }

  void note(String what) {
    String line = Instant.now().truncatedTo(ChronoUnit.MILLIS) + " " + what;
    lines.add(line);
    if (aloud) {
      System.out.println(line);
    }
  }

  void problem(String what) {
    if (problems.add(what)) {
      note("PROBLEM " + what);
    }
  }

  Set<String> problems() {
    return problems;
  }

  List<String> lines() {
    return lines;
  }
}
