package dev.berth.access;

import java.time.Duration;
import java.util.Optional;

/** Something that goes on, to be read by one thread; closing it ends it. */
public interface Feed<T> extends AutoCloseable {

  /** The next one; empty where none comes within the time, or ever. */
  Optional<T> next(Duration wait) throws InterruptedException;

  /** Whether nothing will come any more. */
  boolean isOver();

  @Override
  void close();
}
