package dev.berth;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Programs of this machine, run to their end. */
final class Command {

  private static final int SECONDS = 60;

  private Command() {}

  /** How a program ended and what it wrote, to stderr too. */
  record Result(int exitCode, String output) {}

  static Result run(List<String> command) {
    try {
      var process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), UTF_8);
      if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new AssertionError(command + " does not end");
      }
      return new Result(process.exitValue(), output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /** Lines of the output of a program that must succeed. */
  static List<String> lines(List<String> command) {
    var result = run(command);
    if (result.exitCode() != 0) {
      throw new AssertionError(command + " failed: " + result.output());
    }
    return result.output().lines().filter(line -> !line.isBlank()).toList();
  }

  static List<String> docker(String... arguments) {
    var command = new ArrayList<>(List.of("docker"));
    command.addAll(List.of(arguments));
    return lines(command);
  }
}
