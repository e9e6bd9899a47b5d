package dev.berth.engine;

import dev.berth.engine.FakeEngine.Call;
import dev.berth.engine.model.OwnImage;
import dev.berth.kernel.ImageRef;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The images of an installation on a {@link FakeEngine}: those it built, and those it kept. */
public final class FakeOwnImages implements OwnImages {

  private static final long BYTES = 100;

  private final FakeEngine engine;
  private final String installation;

  public FakeOwnImages(FakeEngine engine, String installation) {
    this.engine = engine;
    this.installation = installation;
  }

  @Override
  public List<OwnImage> list() throws EngineException {
    return engine.call(
        Call.OWN_IMAGES,
        () ->
            Stream.concat(
                    engine.images.labelled(installation).stream()
                        .map(image -> new OwnImage(image, Optional.empty(), BYTES, isUsed(image))),
                    engine.copies.keySet().stream()
                        .map(
                            kept ->
                                new OwnImage(
                                    kept.image(),
                                    Optional.of(kept.lease()),
                                    BYTES,
                                    isUsed(kept.image()))))
                .toList());
  }

  private boolean isUsed(ImageRef image) {
    return engine.containers.values().stream().anyMatch(c -> c.spec.image().equals(image));
  }

  @Override
  public void remove(ImageRef image) throws EngineException {
    engine.call(
        Call.REMOVE_OWN_IMAGE,
        () -> {
          if (!engine.images.has(image)) {
            return false;
          }
          if (!engine.images.labelled(installation).contains(image)) {
            throw new EngineException.Rejected(image + " is none of this installation");
          }
          if (isUsed(image)) {
            throw new EngineException.Rejected("a container is using the image " + image);
          }
          engine.images.remove(image);
          return true;
        });
  }
}
