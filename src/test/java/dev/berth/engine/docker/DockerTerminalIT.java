package dev.berth.engine.docker;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.f4b6a3.ulid.UlidCreator;
import dev.berth.Shell;
import dev.berth.engine.ContainerAccess;
import dev.berth.engine.ContainerEngine;
import dev.berth.engine.EngineException;
import dev.berth.engine.TerminalContract;
import dev.berth.engine.model.BuildSpec;
import dev.berth.engine.model.FileEntry;
import dev.berth.kernel.ImageRef;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract on the machine's own Docker Engine. */
class DockerTerminalIT extends TerminalContract {

  private static final String INSTALLATION = "test" + UlidCreator.getUlid().toLowerCase();
  private static final String SOURCE =
      System.getProperty("berth.test.source-image", "debian:bookworm-slim");
  private static final ImageRef IMAGE = new ImageRef("berth-test/" + INSTALLATION + ":1");

  private static DockerEngine engine;
  private static DockerAccess access;

  @BeforeAll
  static void open() throws EngineException, IOException {
    DockerConfig config = TestDockerConfig.of(Map.of("open-files", "4096"));
    engine = new DockerEngine(config, INSTALLATION);
    access = new DockerAccess(config, INSTALLATION);
    String dockerfile = "FROM " + SOURCE + "\nCMD [\"sleep\", \"infinity\"]\n";
    try (var images = new DockerImages(config)) {
      images.build(
          new BuildSpec(
              IMAGE,
              List.of(new FileEntry("Dockerfile", 0644, dockerfile.getBytes(UTF_8))),
              Map.of(),
              Map.of()),
          line -> {});
    }
  }

  @AfterAll
  static void close() throws IOException {
    Shell.docker("network", "rm", "berth-" + INSTALLATION);
    Shell.docker("rmi", "-f", IMAGE.value());
    access.close();
    engine.close();
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
    return Shell.docker("top", name, "-eo", "pid,args").output().lines().toList();
  }
}
