package dev.berth.engine.docker;

import java.util.function.Consumer;

/** Makes whole lines of the pieces that a build prints; blank ones are dropped. */
final class Lines {

  private final Consumer<String> onLine;
  private final StringBuilder rest = new StringBuilder();

  Lines(Consumer<String> onLine) {
    this.onLine = onLine;
  }

  void add(String piece) {
    rest.append(piece.replace('\r', '\n'));
    int end;
    while ((end = rest.indexOf("\n")) >= 0) {
      tell(rest.substring(0, end));
      rest.delete(0, end + 1);
    }
  }

  /** Tells the last line, which may have no end. */
  void finish() {
    tell(rest.toString());
    rest.setLength(0);
  }

  private void tell(String line) {
    if (!line.isBlank()) {
      onLine.accept(line.stripTrailing());
    }
  }
}
