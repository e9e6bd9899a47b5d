package dev.berth.trial;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A server that outlived the Berth that started it. */
final class Leftover {

  private static final int SECONDS_TO_STOP = 30;

  private Leftover() {}

  /**
   * Stops the server that holds a data directory, if one does.
   *
   * @throws IOException if it does not stop
   */
  static void stop(Path data) throws IOException, InterruptedException {
    Path file = data.resolve("postmaster.pid");
    if (!Files.exists(file)) {
      return;
    }
    long pid = Long.parseLong(Files.readAllLines(file).getFirst().strip());
    var process = ProcessHandle.of(pid).filter(handle -> isServerOf(handle, data));
    if (process.isEmpty()) {
      return; // The machine went down, or the number is another process's by now.
    }
    process.get().destroy(); // SIGTERM: waits for its clients, which died with that Berth.
    try {
      process.get().onExit().get(SECONDS_TO_STOP, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException(
          "PostgreSQL (process " + pid + ") holds " + data + " and does not stop", e);
    }
  }

  private static boolean isServerOf(ProcessHandle process, Path data) {
    try {
      String commandLine = Files.readString(Path.of("/proc/" + process.pid() + "/cmdline"));
      return commandLine.contains("postgres") && commandLine.contains(data.toString());
    } catch (IOException _) {
      return false;
    }
  }
}
