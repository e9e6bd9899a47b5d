package dev.berth.engine;

import dev.berth.engine.model.WindowSize;

/** A program on a terminal in a container. Whoever started it must close it, also when it ended. */
public interface RunningTerminal {

  /**
   * Passes on what was typed; does not wait for the program to read it.
   *
   * @return false where too much is unread, or the program has ended; nothing was passed on then
   */
  boolean type(byte[] keys);

  void resize(WindowSize size) throws EngineException;

  /**
   * Kills the program with everything it started in its session. Does nothing the second time.
   *
   * @throws EngineException if it may run on
   */
  void close() throws EngineException;
}
