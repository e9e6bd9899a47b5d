package dev.berth.engine;

import dev.berth.kernel.ImageRef;

class FakeOwnImagesTest extends OwnImagesContract {

  private static final ImageRef SOURCE = new ImageRef("debian:bookworm-slim");

  private final FakeEngine engine = new FakeEngine();
  private final OwnImages own = new FakeOwnImages(engine, "mine");

  FakeOwnImagesTest() {
    engine.addImage(SOURCE);
  }

  @Override
  protected OwnImages own() {
    return own;
  }

  @Override
  protected ImageEngine images() {
    return engine;
  }

  @Override
  protected ContainerEngine engine() {
    return engine;
  }

  @Override
  protected String installation() {
    return "mine";
  }

  @Override
  protected ImageRef source() {
    return SOURCE;
  }
}
