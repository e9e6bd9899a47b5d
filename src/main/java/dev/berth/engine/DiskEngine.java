package dev.berth.engine;

import dev.berth.engine.model.DiskReport;
import java.time.Duration;

/** How much of the disk things take. The rules of {@link ContainerEngine} hold here too. */
public interface DiskEngine {

  /** Walks through every file, which may take minutes and keeps the disk busy. */
  DiskReport measure() throws EngineException;

  /** The most that {@link #measure} takes. */
  Duration deadline();
}
