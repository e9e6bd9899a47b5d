package dev.berth.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.kernel.ImageRef;
import org.junit.jupiter.api.Test;

class FakeImagesTest extends ImageEngineContract {

  private static final ImageRef SOURCE = new ImageRef("debian:bookworm-slim");

  private final FakeEngine engine = new FakeEngine();

  FakeImagesTest() {
    engine.addImage(SOURCE);
  }

  @Override
  protected ImageEngine images() {
    return engine;
  }

  @Override
  protected ImageRef source() {
    return SOURCE;
  }

  @Test
  void pullsWhatTheRegistryHas() throws EngineException {
    engine.publishImage(tag());
    engine.pull(tag(), line -> {});
    assertThat(engine.imageDigest(tag())).isPresent();
  }
}
