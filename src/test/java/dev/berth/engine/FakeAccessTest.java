package dev.berth.engine;

import dev.berth.kernel.ImageRef;
import java.util.List;

/** The twin keeps the contract. */
class FakeAccessTest extends ContainerAccessContract {

  private static final ImageRef IMAGE = new ImageRef("debian:bookworm-slim");

  private final FakeEngine engine = new FakeEngine();
  private final FakeAccess access;

  FakeAccessTest() throws EngineException {
    engine.addImage(IMAGE);
    access = new FakeAccess(engine);
  }

  @Override
  protected ContainerAccess access() {
    return access;
  }

  @Override
  protected ContainerEngine engine() {
    return engine;
  }

  @Override
  protected ImageRef image() {
    return IMAGE;
  }

  @Override
  protected void say(String name, String stream, String line) {
    access.say(name, stream, line);
  }

  @Override
  protected List<String> processes(String name) {
    return access.processes(name);
  }
}
