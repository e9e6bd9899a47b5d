package dev.berth.engine.docker;

import com.github.f4b6a3.ulid.UlidCreator;
import dev.berth.Shell;
import dev.berth.engine.ContainerEngine;
import dev.berth.engine.DiskEngine;
import dev.berth.engine.DiskEngineContract;
import dev.berth.kernel.ImageRef;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract on the machine's own Docker Engine. */
class DockerDiskIT extends DiskEngineContract {

  private static final String INSTALLATION = "test" + UlidCreator.getUlid().toLowerCase();
  private static final ImageRef IMAGE =
      new ImageRef(System.getProperty("berth.test.source-image", "debian:bookworm-slim"));

  private static DockerEngine engine;
  private static DockerDisk disk;

  @BeforeAll
  static void open() {
    DockerConfig config = TestDockerConfig.of(Map.of());
    engine = new DockerEngine(config, INSTALLATION);
    disk = new DockerDisk(config, INSTALLATION);
  }

  @AfterAll
  static void close() throws IOException {
    Shell.docker("network", "rm", "berth-" + INSTALLATION);
    disk.close();
    engine.close();
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
