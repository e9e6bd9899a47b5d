package dev.berth.engine;

import dev.berth.kernel.ImageRef;
import java.util.List;

class FakeTerminalTest extends TerminalContract {

  private static final ImageRef IMAGE = new ImageRef("berth/box:1");

  private final FakeEngine engine = new FakeEngine();
  private final FakeAccess access;

  FakeTerminalTest() throws EngineException {
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
  protected List<String> processes(String name) {
    return access.processes(name);
  }
}
