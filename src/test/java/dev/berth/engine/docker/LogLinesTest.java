package dev.berth.engine.docker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.engine.model.LogLine;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Lines with their times, in whatever pieces they come. */
class LogLinesTest {

  private static final String TIME = "2026-11-24T20:00:00.123456789Z";
  private static final Instant AT = Instant.parse(TIME);

  private final List<LogLine> seen = new ArrayList<>();
  private final LogLines lines = new LogLines("stdout", seen::add);

  @Test
  void readsTimeAndText() {
    add(TIME + " a b\n" + TIME + " \n");
    assertThat(seen).containsExactly(line("a b"), line(""));
  }

  @Test
  void takesThePiecesAsTheyCome() {
    for (String piece : (TIME + " \u00fcber\n").split("")) {
      add(piece);
    }
    byte[] umlaut = (TIME + " \u00fc\n").getBytes(UTF_8);
    lines.add(Arrays.copyOf(umlaut, umlaut.length - 2));
    lines.add(Arrays.copyOfRange(umlaut, umlaut.length - 2, umlaut.length));
    assertThat(seen).containsExactly(line("\u00fcber"), line("\u00fc"));
  }

  @Test
  void takesOutTheTimesThatTheEnginePutIntoLongLines() {
    String entry = "x".repeat(LogLines.ENTRY);
    add(TIME + " " + entry + "2026-11-24T20:00:00.2Z " + entry + "2026-11-24T20:00:00.3Z end\n");
    assertThat(seen).containsExactly(line(entry + entry + "end"));
  }

  @Test
  void aLineAsLongAsAnEntryIsWhole() {
    String entry = "x".repeat(LogLines.ENTRY);
    add(TIME + " " + entry + "\n" + TIME + " next\n");
    assertThat(seen).containsExactly(line(entry), line("next"));
  }

  @Test
  void cutsLinesThatAreTooLong() {
    add(TIME + " " + "x".repeat(LogLines.LONGEST + 100) + "\n" + TIME + " next\n");
    assertThat(seen).hasSize(2);
    assertThat(seen.getFirst().text()).hasSize(LogLines.LONGEST);
    assertThat(seen.getLast()).isEqualTo(line("next"));
  }

  @Test
  void aLineWithoutATimeIsKept() {
    add("no time here, and that for quite a while\nshort\n");
    assertThat(seen)
        .extracting(LogLine::text)
        .containsExactly("no time here, and that for quite a while", "short");
  }

  @Test
  void dropsWhatTerminalsPutAtTheEnd() {
    add(TIME + " text\r\n");
    assertThat(seen).containsExactly(line("text"));
  }

  @Test
  void theLastLineMayHaveNoEnd() {
    add(TIME + " last");
    assertThat(seen).isEmpty();
    lines.end();
    assertThat(seen).containsExactly(line("last"));
  }

  private static LogLine line(String text) {
    return new LogLine(AT, "stdout", text);
  }

  private void add(String piece) {
    lines.add(piece.getBytes(UTF_8));
  }
}
