package dev.berth.engine;

import dev.berth.kernel.ImageRef;

class FakeChangeTest extends ContainerChangeContract {

  private static final ImageRef IMAGE = new ImageRef("debian:bookworm-slim");

  private final FakeEngine engine = new FakeEngine();

  FakeChangeTest() {
    engine.addImage(IMAGE);
  }

  @Override
  protected ContainerEngine engine() {
    return engine;
  }

  @Override
  protected ImageRef image() {
    return IMAGE;
  }
}
