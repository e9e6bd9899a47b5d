package dev.berth.trial;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * A clock that can be set from outside, for trials of what a clock does that is wrong: ahead of the
 * system's by as many seconds as a file says, or behind it.
 */
public final class TrialClock implements InstantSource {

  private static final long REREAD_NANOS = 200_000_000;

  private final InstantSource system;
  private final Path file;
  private volatile Reading last;

  /** As of {@link System#nanoTime}, which nobody sets. */
  private record Reading(long at, Duration ahead) {}

  /**
   * @throws IllegalArgumentException if the file has no number of seconds
   */
  public TrialClock(InstantSource system, Path file) {
    this.system = system;
    this.file = file;
    this.last = read();
  }

  @Override
  public Instant instant() {
    var reading = last;
    if (System.nanoTime() - reading.at() > REREAD_NANOS) {
      reading = read();
      last = reading;
    }
    return system.instant().plus(reading.ahead());
  }

  private Reading read() {
    try {
      String seconds = Files.readString(file).strip();
      return new Reading(System.nanoTime(), Duration.ofSeconds(Long.parseLong(seconds)));
    } catch (IOException | NumberFormatException e) {
      throw new IllegalArgumentException("no number of seconds in " + file, e);
    }
  }
}
