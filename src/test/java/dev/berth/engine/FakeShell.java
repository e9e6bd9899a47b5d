package dev.berth.engine;

import dev.berth.engine.model.ExecResult;
import dev.berth.engine.model.FileEntry;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;

/** The few commands that a container of {@link FakeEngine} understands by itself. */
final class FakeShell {

  private static final Pattern ECHO_AND_EXIT = Pattern.compile("echo ([^;]*); exit (\\d+)");

  private FakeShell() {}

  static ExecResult run(Map<String, FileEntry> files, List<String> command) {
    return switch (command.getFirst()) {
      case "true" -> new ExecResult(0, "");
      case "false" -> new ExecResult(1, "");
      case "echo" -> ok(String.join(" ", command.subList(1, command.size())));
      case "cat" -> ofFile(files, command, file -> text(file));
      case "stat" -> ofFile(files, command, file -> Integer.toOctalString(file.mode()) + "\n");
      case "sh" -> script(command.getLast());
      default -> new ExecResult(127, command.getFirst() + ": not found\n");
    };
  }

  private static ExecResult ofFile(
      Map<String, FileEntry> files, List<String> command, Function<FileEntry, String> output) {
    FileEntry file = files.get(command.getLast());
    return file == null
        ? new ExecResult(1, command.getLast() + ": No such file or directory\n")
        : new ExecResult(0, output.apply(file));
  }

  private static String text(FileEntry file) {
    return new String(file.content(), StandardCharsets.UTF_8);
  }

  private static ExecResult script(String script) {
    var matcher = ECHO_AND_EXIT.matcher(script);
    return matcher.matches()
        ? new ExecResult(Integer.parseInt(matcher.group(2)), matcher.group(1) + "\n")
        : new ExecResult(127, "sh: not found\n");
  }

  private static ExecResult ok(String line) {
    return new ExecResult(0, line + "\n");
  }
}
