package dev.berth.engine;

import dev.berth.engine.model.CommandResult;
import java.time.Duration;

/** A command that was started in a container. Whoever started it must wait for its end. */
public interface RunningCommand {

  /** By which the engine knows it. */
  String id();

  /**
   * Waits for the end. A command that overruns the limit, or that nobody wants any more, is killed
   * with everything it started in its session.
   */
  CommandResult await(Duration limit) throws EngineException;

  /** Ends the waiting, now or when it begins; does not block. */
  void abandon();
}
