package dev.berth.access;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** Hands things from a thread of the engine to a reader, and keeps the engine waiting for her. */
final class Relay<T> {

  private static final int MOST_UNREAD = 256;

  private final BlockingQueue<T> unread = new ArrayBlockingQueue<>(MOST_UNREAD);
  private volatile boolean ended;
  private volatile boolean closed;

  /** Waits while the reader is behind; drops it where she is gone. */
  void put(T item) {
    try {
      while (!closed && !unread.offer(item, 100, TimeUnit.MILLISECONDS)) {
        // Looks again whether anybody reads.
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  void end() {
    ended = true;
  }

  Optional<T> next(Duration wait) throws InterruptedException {
    return ended
        ? Optional.ofNullable(unread.poll())
        : Optional.ofNullable(unread.poll(wait.toMillis(), TimeUnit.MILLISECONDS));
  }

  boolean isDrained() {
    return ended && unread.isEmpty();
  }

  void close() {
    closed = true;
  }
}
