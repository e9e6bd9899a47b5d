package dev.berth.engine;

import dev.berth.engine.model.CommandResult;
import dev.berth.engine.model.CommandResult.Captured;
import dev.berth.engine.model.CommandResult.End;
import dev.berth.engine.model.CommandSpec;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;

/** A command of {@link FakeAccess}: what has {@code sleep 300} in it does not end by itself. */
final class FakeCommand implements RunningCommand {

  private final String id;
  private final CommandSpec spec;
  private final CompletableFuture<End> over = new CompletableFuture<>();
  private String stdout = "";
  private String stderr = "";
  private int exitCode;

  FakeCommand(String id, CommandSpec spec) {
    this.id = id;
    this.spec = spec;
    if ("/no/such".equals(spec.workdir())) {
      stderr = "chdir to cwd (\"/no/such\"): no such file or directory";
      over.complete(End.NOT_STARTED);
    } else if (text().contains("sleep 300")) {
      stdout = "begun\n";
    } else {
      run(spec.command());
      over.complete(End.EXITED);
    }
  }

  private void run(List<String> command) {
    switch (command.getFirst()) {
      case "true" -> {}
      case "echo" -> stdout = String.join(" ", command.subList(1, command.size())) + "\n";
      case "printf" ->
          stdout = command.stream().skip(2).map(each -> each + "|").collect(Collectors.joining());
      case "sh" -> script(command.getLast());
      default -> {
        stderr = command.getFirst() + ": not found\n";
        exitCode = 127;
      }
    }
    if (spec.tty()) {
      stdout = (stdout + stderr).replace("\n", "\r\n");
      stderr = "";
    }
  }

  private void script(String script) {
    for (String step : script.split("; ")) {
      switch (step.split(" ")[0]) {
        case "id" -> stdout += spec.user() + "\n";
        case "pwd" -> stdout += spec.workdir() + "\n";
        case "exit" -> exitCode = Integer.parseInt(step.substring(5));
        case "echo" -> {
          String said =
              step.equals("echo \"$GREETING\"")
                  ? spec.env().getOrDefault("GREETING", "")
                  : step.substring(5).replace(" >&2", "");
          stdout += step.endsWith(">&2") ? "" : said + "\n";
          stderr += step.endsWith(">&2") ? said + "\n" : "";
        }
        default -> exitCode = 127;
      }
    }
  }

  String text() {
    return String.join(" ", spec.command());
  }

  boolean isRunning() {
    return !over.isDone();
  }

  int exitCode() {
    return exitCode;
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public CommandResult await(Duration limit) {
    try {
      over.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException late) {
      over.complete(End.TIMED_OUT);
    } catch (InterruptedException e) {
      over.complete(End.ABANDONED);
      Thread.currentThread().interrupt();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
    End end = over.join();
    return new CommandResult(end, end == End.EXITED ? exitCode : 0, cut(stdout), cut(stderr));
  }

  private Captured cut(String text) {
    return text.length() > spec.outputLimit()
        ? new Captured(text.substring(0, spec.outputLimit()), true)
        : new Captured(text, false);
  }

  @Override
  public void abandon() {
    over.complete(End.ABANDONED);
  }
}
