package dev.berth.engine;

import dev.berth.engine.model.SnapshotSpec;

/**
 * Images made of workspaces, for their owners to start others from. The rules of {@link
 * ContainerEngine} hold here too.
 */
public interface SnapshotEngine {

  /**
   * Makes an image of a lease's container, whether that runs or not, without its secrets. What runs
   * in it is frozen for as long as the engine takes, and new logins wait. An image that has the
   * name loses it.
   *
   * @throws EngineException.Rejected if there is no such container, it is frozen already, or its
   *     secrets could not be kept out: there is no image then, and another try may do
   */
  void take(SnapshotSpec spec) throws EngineException;

  /** Has a container go on that is frozen; does nothing where it is not, or gone. */
  void resume(String name) throws EngineException;
}
