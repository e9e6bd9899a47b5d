package dev.berth.image;

import dev.berth.engine.model.OwnImage;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Images that were made once and that the catalogue does not need any more. */
public final class OldImages {

  private OldImages() {}

  /**
   * Those of which no entry of the catalogue says that it is what is baked, or what to bake from;
   * something may be made from them still. What is being made has its image before the catalogue
   * knows of it, so there is no answer while any entry is.
   *
   * @param images listed before the catalogue was read
   */
  public static Optional<List<OwnImage>> among(
      List<OwnImage> images, List<CatalogImage> catalogue) {
    if (catalogue.stream().anyMatch(CatalogImage::isOnItsWay)) {
      return Optional.empty();
    }
    var named =
        catalogue.stream()
            .flatMap(entry -> Stream.concat(Stream.of(entry.source()), entry.baked().stream()))
            .collect(Collectors.toSet());
    return Optional.of(
        images.stream()
            .filter(image -> image.lease().isEmpty() && !named.contains(image.image()))
            .toList());
  }
}
