package dev.berth.engine.docker;

import dev.berth.engine.model.LogLine;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Makes lines of one stream of a log that has a time before each entry. Docker cuts lines of more
 * than 16 KiB into several entries, so that more times stand within such a line; docker-java cuts
 * wherever it likes.
 */
final class LogLines {

  static final int ENTRY = 16 * 1024;

  /** Bytes kept of a line. */
  static final int LONGEST = 64 * 1024;

  // 2026-11-24T20:00:00.123456789Z, and with an offset where the engine is set so.
  private static final int LONGEST_TIME = 36;

  private final String stream;
  private final Consumer<LogLine> onLine;
  private final StringBuilder time = new StringBuilder();
  private final ByteArrayOutputStream text = new ByteArrayOutputStream();
  private Instant at = Instant.EPOCH;
  private boolean inTime = true;
  private boolean first = true;
  private int ofEntry;

  LogLines(String stream, Consumer<LogLine> onLine) {
    this.stream = stream;
    this.onLine = onLine;
  }

  void add(byte[] payload) {
    for (byte each : payload) {
      add(each);
    }
  }

  private void add(byte each) {
    if (each == '\n') {
      finish();
    } else if (inTime) {
      addToTime(each);
    } else if (ofEntry == ENTRY) {
      inTime = true;
      addToTime(each);
    } else {
      keep(each);
    }
  }

  private void addToTime(byte each) {
    if (each == ' ' || time.length() == LONGEST_TIME) {
      boolean wasTime = readTime();
      if (!wasTime || each != ' ') {
        keep(each);
      }
    } else {
      time.append((char) (each & 0xff));
    }
  }

  /** False where it was none, and so is part of the line. */
  private boolean readTime() {
    inTime = false;
    ofEntry = 0;
    Optional<Instant> read = time(time.toString());
    if (read.isEmpty()) {
      time.chars().forEach(c -> keep((byte) c));
    } else if (first) {
      at = read.get();
    }
    first = false;
    time.setLength(0);
    return read.isPresent();
  }

  private void keep(byte each) {
    ofEntry++;
    if (text.size() < LONGEST) {
      text.write(each);
    }
  }

  private void finish() {
    if (inTime) {
      readTime();
    }
    String line = text.toString(StandardCharsets.UTF_8);
    onLine.accept(
        new LogLine(at, stream, line.endsWith("\r") ? line.substring(0, line.length() - 1) : line));
    text.reset();
    at = Instant.EPOCH;
    inTime = true;
    first = true;
  }

  /** Tells what has no end yet, where there is anything. */
  void end() {
    if (!first) {
      finish();
    }
  }

  private static Optional<Instant> time(String text) {
    try {
      return Optional.of(Instant.parse(text));
    } catch (DateTimeException notOne) {
      return Optional.empty();
    }
  }
}
