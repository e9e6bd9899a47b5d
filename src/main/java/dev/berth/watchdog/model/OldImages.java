package dev.berth.watchdog.model;

import dev.berth.engine.model.OwnImage;
import dev.berth.kernel.ImageRef;
import java.util.List;
import java.util.Set;

/** Images that were baked once and that nothing needs any more. */
public final class OldImages {

  private OldImages() {}

  /**
   * Those that neither a container nor an entry of the catalogue is made from. What is being baked
   * has its image before the catalogue knows of it: nothing is old while any entry is.
   *
   * @param images listed before the catalogue was read
   * @param named by entries of the catalogue, as what is baked and as what to bake from
   */
  public static List<OwnImage> among(
      List<OwnImage> images, Set<ImageRef> named, boolean bakingNow) {
    return bakingNow
        ? List.of()
        : images.stream()
            .filter(image -> image.lease().isEmpty() && !image.used())
            .filter(image -> !named.contains(image.image()))
            .toList();
  }
}
