package dev.berth.engine;

import dev.berth.engine.model.OwnImage;
import dev.berth.kernel.ImageRef;
import java.util.List;

/**
 * The images that carry this installation's label, or its snapshots' label; no others are ever
 * shown or removed. The rules of {@link ContainerEngine} hold here too.
 */
public interface OwnImages {

  List<OwnImage> list() throws EngineException;

  /**
   * Takes the name off an image, and removes it with its last one; does nothing where it is gone.
   *
   * @throws EngineException.Rejected while a container uses it, or where the label is missing
   */
  void remove(ImageRef image) throws EngineException;
}
