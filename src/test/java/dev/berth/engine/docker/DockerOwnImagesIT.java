package dev.berth.engine.docker;

import com.github.f4b6a3.ulid.UlidCreator;
import dev.berth.Shell;
import dev.berth.engine.ContainerEngine;
import dev.berth.engine.ImageEngine;
import dev.berth.engine.OwnImages;
import dev.berth.engine.OwnImagesContract;
import dev.berth.kernel.ImageRef;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract on the machine's own Docker Engine. */
class DockerOwnImagesIT extends OwnImagesContract {

  private static final String INSTALLATION = "test" + UlidCreator.getUlid().toLowerCase();
  private static final ImageRef SOURCE =
      new ImageRef(System.getProperty("berth.test.source-image", "debian:bookworm-slim"));

  private static DockerEngine engine;
  private static DockerImages images;
  private static DockerOwnImages own;

  @BeforeAll
  static void open() {
    DockerConfig config = TestDockerConfig.of(Map.of());
    engine = new DockerEngine(config, INSTALLATION);
    images = new DockerImages(config);
    own = new DockerOwnImages(config, INSTALLATION);
  }

  @AfterAll
  static void close() throws IOException {
    Shell.docker("network", "rm", "berth-" + INSTALLATION);
    own.close();
    images.close();
    engine.close();
  }

  @Override
  protected OwnImages own() {
    return own;
  }

  @Override
  protected ImageEngine images() {
    return images;
  }

  @Override
  protected ContainerEngine engine() {
    return engine;
  }

  @Override
  protected String installation() {
    return INSTALLATION;
  }

  @Override
  protected ImageRef source() {
    return SOURCE;
  }
}
