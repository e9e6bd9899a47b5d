package dev.berth.image;

import dev.berth.engine.EngineException;
import dev.berth.kernel.ImageRef;

/** What makes an image that others are baked from. May take minutes. */
@FunctionalInterface
public interface Making {
  void run(ImageRef image) throws EngineException;
}
