package dev.berth.storm;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;

/** The clock of a host, as the replicas of Berth on it see it, and nobody else. */
final class HostClock {

  private final Path file;

  HostClock(Path file) {
    this.file = file;
    set(Duration.ZERO);
  }

  /** Ahead of the real one by so much; or behind it. */
  void set(Duration ahead) {
    try {
      Path next = file.resolveSibling(file.getFileName() + ".next");
      Files.writeString(next, Long.toString(ahead.toSeconds()));
      Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Of a Berth that has this clock. */
  Map<String, String> settings() {
    return Map.of("berth.trial.clock-file", file.toString());
  }
}
