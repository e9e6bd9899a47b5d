package dev.berth.engine;

import dev.berth.kernel.ImageRef;

class FakeDiskTest extends DiskEngineContract {

  private static final ImageRef IMAGE = new ImageRef("debian:bookworm-slim");

  private final FakeEngine engine = new FakeEngine();
  private final FakeDisk disk = new FakeDisk(engine);

  FakeDiskTest() {
    engine.addImage(IMAGE);
  }

  @Override
  protected DiskEngine disk() {
    return disk;
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
