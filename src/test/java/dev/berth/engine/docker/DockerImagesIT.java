package dev.berth.engine.docker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.engine.EngineException;
import dev.berth.engine.ImageEngine;
import dev.berth.engine.ImageEngineContract;
import dev.berth.engine.model.BuildSpec;
import dev.berth.engine.model.FileEntry;
import dev.berth.kernel.ImageRef;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class DockerImagesIT extends ImageEngineContract {

  private static final ImageRef SOURCE =
      new ImageRef(System.getProperty("berth.test.source-image", "debian:bookworm-slim"));

  private static DockerImages images;

  @BeforeAll
  static void open() {
    images = new DockerImages(TestDockerConfig.of(Map.of()));
  }

  @AfterAll
  static void close() throws IOException {
    images.close();
  }

  @Override
  protected ImageEngine images() {
    return images;
  }

  @Override
  protected ImageRef source() {
    return SOURCE;
  }

  @Test
  void buildsFromFilesWithTheirModesArgumentsAndLabels() throws EngineException {
    String dockerfile =
        """
        FROM %s
        ARG WHO
        COPY bin/hello /usr/local/bin/hello
        RUN hello "$WHO" && echo one && printf two
        """
            .formatted(SOURCE);
    String script = "#!/bin/sh\necho \"hello $1\"\n";
    var progress = new ArrayList<String>();
    images.build(
        new BuildSpec(
            tag(),
            List.of(
                file("Dockerfile", dockerfile),
                new FileEntry("bin/hello", 0755, script.getBytes(UTF_8))),
            Map.of("WHO", "ada & bob"),
            Map.of("dev.berth.test", "a b")),
        progress::add);
    assertThat(progress).contains("hello ada & bob", "one");
    assertThat(progress).anyMatch(line -> line.startsWith("two"));
  }
}
