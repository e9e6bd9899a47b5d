package dev.berth.api;

import dev.berth.lease.model.Program;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads what runs and the environment it finds. */
final class ProgramFields {

  private static final Pattern HOSTNAME =
      Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?");
  private static final Pattern ENV_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,127}");
  private static final int MAX_VARIABLES = 200;
  private static final int MAX_ENV_VALUE = 32_768;
  private static final int MAX_ENV_FILE = 262_144;
  private static final int MAX_WORDS = 256;
  private static final int MAX_COMMAND = 65_536;

  private ProgramFields() {}

  /** A program, with the values of its secret variables. */
  record Read(Program program, Map<String, String> secretEnv) {}

  static Read read(LeaseRequest request, boolean ssh, Violations wrong) {
    var env = new HashMap<>(envFile(request.envFile(), wrong));
    env.putAll(env("env", request.env(), wrong));
    var secretEnv = env("secretEnv", request.secretEnv(), wrong);
    if (!ssh && !secretEnv.isEmpty()) {
      wrong.add(
          "secretEnv", "must be empty with \"ssh\": false, for only Berth's own part hides it");
    }
    for (String name : secretEnv.keySet()) {
      if (env.containsKey(name)) {
        wrong.add("secretEnv." + Violations.quote(name), "must not be in env or envFile too");
      }
    }
    String hostname = request.hostname();
    if (hostname != null && !HOSTNAME.matcher(hostname).matches()) {
      wrong.add(
          "hostname",
          "must be 1 to 63 letters, digits and dashes, not " + Violations.quote(hostname));
    }
    if (request.workdir() != null) {
      FieldRules.path("workdir", request.workdir(), wrong);
    }
    return new Read(
        new Program(
            hostname,
            env,
            secretEnv.keySet(),
            request.workdir(),
            command(request.command(), wrong)),
        secretEnv);
  }

  private static Map<String, String> env(
      String field, @Nullable Map<String, String> env, Violations wrong) {
    return FieldRules.entries(
        field, env, MAX_VARIABLES, MAX_ENV_VALUE, wrong, ProgramFields::variable);
  }

  private static @Nullable String variable(String name, String value) {
    if (!ENV_NAME.matcher(name).matches()) {
      return "must be named with letters, digits and _, at most 128";
    }
    if (name.startsWith("BERTH_")) {
      return "must not be in Berth's own BERTH_ namespace";
    }
    return value.indexOf('\0') >= 0 || value.indexOf('\n') >= 0 || value.indexOf('\r') >= 0
        ? "must be one line: sshd can't pass more to a session"
        : null;
  }

  /**
   * Docker's own syntax: {@code NAME=value} lines without quoting, blank lines and {@code #} lines
   * left out. A bare {@code NAME} takes its value from the caller's environment; over HTTP there is
   * none, so it is left out, as Docker does with one that is not set.
   */
  private static Map<String, String> envFile(@Nullable String text, Violations wrong) {
    if (text == null) {
      return Map.of();
    }
    if (text.length() > MAX_ENV_FILE) {
      wrong.add(
          "envFile", "must have at most " + MAX_ENV_FILE + " characters, not " + text.length());
      return Map.of();
    }
    var variables = new LinkedHashMap<String, String>();
    int number = 0;
    for (String raw : text.replaceFirst("^\ufeff", "").split("\r?\n", -1)) {
      number++;
      String line = raw.replaceFirst("^[ \t]+", "");
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      int equals = line.indexOf('=');
      String name = equals < 0 ? line : line.substring(0, equals);
      String value = equals < 0 ? "" : line.substring(equals + 1);
      String trouble =
          value.length() > MAX_ENV_VALUE
              ? "must have at most " + MAX_ENV_VALUE + " characters, not " + value.length()
              : variable(name, value);
      if (trouble != null) {
        wrong.add("envFile", "line " + number + ": " + Violations.quote(name) + " " + trouble);
      } else if (equals >= 0) {
        variables.put(name, value);
      }
    }
    if (variables.size() > MAX_VARIABLES) {
      wrong.add(
          "envFile", "must have at most " + MAX_VARIABLES + " variables, not " + variables.size());
    }
    return variables;
  }

  private static List<String> command(@Nullable List<String> command, Violations wrong) {
    var words = FieldRules.list("command", command, MAX_WORDS, wrong);
    if (command != null && command.isEmpty()) {
      wrong.add("command", "must have at least one word, or be left out");
    }
    if (!words.isEmpty() && words.getFirst().isEmpty()) {
      wrong.add("command[0]", "must be the name of a program");
    }
    if (words.stream().anyMatch(word -> word.indexOf('\0') >= 0)) {
      wrong.add("command", "must not have NUL characters");
    }
    int length = words.stream().mapToInt(String::length).sum();
    if (length > MAX_COMMAND) {
      wrong.add("command", "must have at most " + MAX_COMMAND + " characters, not " + length);
    }
    return words;
  }
}
