package dev.berth.watchdog;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Time that passes only when a test says so. */
final class SetClock implements InstantSource {

  private Instant now = Instant.parse("2026-01-01T12:00:00Z");
  private boolean wasSetBack;

  @Override
  public synchronized Instant instant() {
    return now;
  }

  synchronized void pass(Duration time) {
    now = now.plus(time);
  }

  /** As an administrator does, or a machine that finds its time server at last. */
  synchronized void setBack(Duration time) {
    now = now.minus(time);
    wasSetBack = true;
  }

  synchronized boolean wasSetBack() {
    return wasSetBack;
  }

  synchronized void set(Instant time) {
    now = time;
  }
}
