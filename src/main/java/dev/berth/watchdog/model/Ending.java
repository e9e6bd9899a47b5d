package dev.berth.watchdog.model;

import dev.berth.engine.model.LiveLimits;
import dev.berth.engine.model.ObservedContainer;
import dev.berth.engine.model.Signal;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** How a container came to its end, for a person to read: in reasons and events. */
public final class Ending {

  /** Of its log, to be read for this: most may be talk of sshd's, which says nothing of an end. */
  public static final int LINES = 50;

  private static final int SHOWN = 5;
  private static final Pattern TALK = Pattern.compile("Connection from .*|.* \\[preauth]");
  private static final int MOST = 500;
  private static final Pattern CONTROL = Pattern.compile("\\p{IsControl}+");

  private Ending() {}

  /**
   * Says how, and what was said last.
   *
   * @param container empty where it is gone
   * @param log the end of what it wrote, as it wrote it
   */
  public static String of(Optional<ObservedContainer> container, String log) {
    String words = lastWords(log);
    return container.map(Ending::how).orElse("the container was removed by hand")
        + (words.isEmpty() ? "" : ", saying: " + words);
  }

  private static String how(ObservedContainer container) {
    int code = container.exitCode();
    var signal = Signal.ofExitCode(code);
    // The engine says so too where only another process was killed, which the main one outlived.
    if (container.outOfMemory() && signal.filter(Signal.KILL::equals).isPresent()) {
      return "the workspace ran out of memory"
          + container
              .limits()
              .map(LiveLimits::memory)
              .map(limit -> " (limit " + limit + ")")
              .orElse("");
    }
    return signal
        .map(name -> "the workspace was ended by SIG" + name + " (exit code " + code + ")")
        .orElse("the workspace ended with exit code " + code);
  }

  /** One line without anything that a terminal would act on. */
  private static String lastWords(String log) {
    List<String> lines =
        log.lines()
            .map(line -> CONTROL.matcher(line).replaceAll(" ").strip())
            .filter(line -> !line.isEmpty() && !TALK.matcher(line).matches())
            .toList();
    String text =
        String.join(" | ", lines.subList(Math.max(0, lines.size() - SHOWN), lines.size()));
    return text.length() <= MOST ? text : "…" + text.substring(text.length() - MOST + 1);
  }
}
