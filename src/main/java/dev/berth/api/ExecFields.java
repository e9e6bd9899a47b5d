package dev.berth.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.berth.access.CommandRequest;
import dev.berth.kernel.DurationText;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads an {@link ExecRequest} and collects everything that is wrong. */
final class ExecFields {

  private static final int MOST_WORDS = 256;
  private static final int MOST_BYTES = 128 << 10;
  private static final int LONGEST_PATH = 4096;
  private static final int MOST_VARIABLES = 200;
  private static final int LONGEST_VALUE = 32_768;
  private static final int MOST_OF_ENV = 131_072;
  private static final Pattern ENV_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,127}");

  private ExecFields() {}

  static CommandRequest read(ExecRequest request) {
    var wrong = new Violations();
    var read =
        new CommandRequest(
            command(request.command(), wrong),
            Optional.ofNullable(request.user()),
            workdir(request.workdir(), wrong),
            env(request.env(), wrong),
            Boolean.TRUE.equals(request.tty()),
            timeout(request, wrong));
    wrong.throwIfAny();
    return read;
  }

  private static List<String> command(@Nullable List<@Nullable String> command, Violations wrong) {
    if (command == null || command.isEmpty()) {
      wrong.add("command", "is needed: an array of the program and its arguments");
      return List.of();
    }
    if (command.size() > MOST_WORDS) {
      wrong.add("command", "must have at most " + MOST_WORDS + " words, not " + command.size());
      return List.of();
    }
    int bytes = 0;
    boolean good = true;
    for (int i = 0; i < command.size(); i++) {
      String word = command.get(i);
      String trouble = word == null ? "must not be null" : wordTrouble(word, i);
      if (trouble != null) {
        wrong.add("command[" + i + "]", trouble);
        good = false;
      }
      bytes += word == null ? 0 : word.getBytes(UTF_8).length + 1;
    }
    if (bytes > MOST_BYTES) {
      wrong.add("command", "must have at most " + MOST_BYTES + " bytes, not " + bytes);
      return List.of();
    }
    return good ? command.stream().map(String::valueOf).toList() : List.of();
  }

  private static @Nullable String wordTrouble(String word, int index) {
    if (word.indexOf('\0') >= 0) {
      return "must not have a NUL character";
    }
    return index == 0 && (word.isBlank() || word.startsWith("-"))
        ? "must be a program, not " + Violations.quote(word)
        : null;
  }

  private static @Nullable String workdir(@Nullable String workdir, Violations wrong) {
    if (workdir != null
        && (!workdir.startsWith("/")
            || workdir.length() > LONGEST_PATH
            || workdir.indexOf('\0') >= 0)) {
      wrong.add(
          "workdir",
          "must be an absolute path of at most "
              + LONGEST_PATH
              + " characters, not "
              + Violations.quote(workdir));
    }
    return workdir;
  }

  private static Duration timeout(ExecRequest request, Violations wrong) {
    String text = request.timeout();
    if (text == null) {
      return request.isDetached() ? CommandRequest.LONGEST : CommandRequest.BY_DEFAULT;
    }
    var parsed = DurationText.parse(text);
    if (parsed.isEmpty()
        || parsed.get().compareTo(Duration.ofSeconds(1)) < 0
        || parsed.get().compareTo(CommandRequest.LONGEST) > 0) {
      wrong.add("timeout", "must be a duration of 1s to 1h, not " + Violations.quote(text));
    }
    return parsed.orElse(CommandRequest.BY_DEFAULT);
  }

  private static Map<String, String> env(@Nullable Map<String, String> env, Violations wrong) {
    if (env == null) {
      return Map.of();
    }
    if (env.size() > MOST_VARIABLES) {
      wrong.add("env", "must have at most " + MOST_VARIABLES + " entries, not " + env.size());
      return Map.of();
    }
    boolean good = true;
    int total = 0;
    for (var variable : env.entrySet()) {
      @Nullable String value = variable.getValue();
      String trouble = variableTrouble(variable.getKey(), value);
      if (trouble != null) {
        wrong.add("env." + Violations.quote(variable.getKey()), trouble);
        good = false;
      }
      total += variable.getKey().length() + (value == null ? 0 : value.length());
    }
    if (total > MOST_OF_ENV) {
      wrong.add("env", "must have at most " + MOST_OF_ENV + " characters in all, not " + total);
    }
    return good ? env : Map.of();
  }

  private static @Nullable String variableTrouble(String name, @Nullable String value) {
    if (!ENV_NAME.matcher(name).matches()) {
      return "must be named with letters, digits and _, at most 128";
    }
    if (name.startsWith("BERTH_")) {
      return "must not be in Berth's own BERTH_ namespace";
    }
    if (value == null) {
      return "must not be null";
    }
    if (value.indexOf('\0') >= 0) {
      return "must not have a NUL character";
    }
    return value.length() > LONGEST_VALUE
        ? "must have at most " + LONGEST_VALUE + " characters, not " + value.length()
        : null;
  }
}
