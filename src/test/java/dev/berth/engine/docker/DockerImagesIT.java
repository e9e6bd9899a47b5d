package dev.berth.engine.docker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.dockerjava.api.DockerClient;
import dev.berth.engine.EngineException;
import dev.berth.engine.ImageEngine;
import dev.berth.engine.ImageEngineContract;
import dev.berth.engine.model.BuildSpec;
import dev.berth.engine.model.FileEntry;
import dev.berth.kernel.ImageRef;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
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
  private static DockerClient docker;

  @BeforeAll
  static void open() {
    DockerConfig config = TestDockerConfig.of(Map.of());
    images = new DockerImages(config);
    docker = TestDockerConfig.client(config);
  }

  @AfterAll
  static void close() throws IOException {
    images.close();
    docker.close();
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
    assertThat(docker.inspectImageCmd(tag().value()).exec().getConfig().getLabels())
        .containsEntry("dev.berth.test", "a b");
  }

  @Test
  void pullsTheLatestTagFromARegistryAndAgainWhereItIsUpToDate() throws Exception {
    try (var registry = new TinyRegistry()) {
      ImageRef image = registry.image("tiny");
      var progress = new ArrayList<String>();
      try {
        images.pull(image, progress::add);
        images.pull(image, progress::add);
        assertThat(images.imageDigest(image)).isPresent();
        assertThat(progress)
            .contains(
                "latest: Pulling from tiny",
                "Status: Downloaded newer image for " + image + ":latest",
                "Status: Image is up to date for " + image + ":latest");
      } finally {
        images.removeImage(image);
      }
    }
  }

  @Test
  void aRegistryWithoutTheImageHasItMissing() throws IOException {
    try (var registry = new TinyRegistry()) {
      assertThatThrownBy(() -> images.pull(registry.image("other:1"), line -> {}))
          .isInstanceOf(EngineException.ImageMissing.class)
          .hasMessageContaining("other:1");
    }
  }

  @Test
  void aRegistryThatDoesNotAnswerIsGivenUpAtTheDeadline() throws IOException {
    DockerConfig impatient = TestDockerConfig.of(Map.of("deadline.pull", "1s"));
    try (var silent = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        var engine = new DockerImages(impatient)) {
      var image = new ImageRef("127.0.0.1:" + silent.getLocalPort() + "/tiny:1");
      assertThatThrownBy(() -> engine.pull(image, line -> {}))
          .isInstanceOf(EngineException.Unavailable.class);
    }
  }
}
