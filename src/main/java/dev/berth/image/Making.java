package dev.berth.image;

import dev.berth.engine.EngineException;
import dev.berth.kernel.ImageRef;

/** What makes an image that others are baked from. May take minutes. */
@FunctionalInterface
public interface Making {

  /**
   * Makes it.
   *
   * @return bytes that it takes beside the image of the catalogue that it began with
   */
  long run(ImageRef image) throws EngineException;
}
