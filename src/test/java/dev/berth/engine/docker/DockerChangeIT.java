package dev.berth.engine.docker;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.dockerjava.api.DockerClient;
import com.github.f4b6a3.ulid.UlidCreator;
import dev.berth.Shell;
import dev.berth.engine.ContainerChangeContract;
import dev.berth.engine.ContainerEngine;
import dev.berth.engine.EngineException;
import dev.berth.engine.model.BuildSpec;
import dev.berth.engine.model.FileEntry;
import dev.berth.engine.model.KeptImage;
import dev.berth.engine.model.LiveLimits;
import dev.berth.kernel.ByteSize;
import dev.berth.kernel.ImageRef;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The contract on the machine's own Docker Engine, and what only Docker has. */
class DockerChangeIT extends ContainerChangeContract {

  private static final String INSTALLATION = "test" + UlidCreator.getUlid().toLowerCase();
  private static final ImageRef IMAGE = new ImageRef("berth-test/" + INSTALLATION + ":1");

  private static DockerEngine engine;
  private static DockerClient docker;

  @BeforeAll
  static void open() throws EngineException, IOException {
    DockerConfig config = TestDockerConfig.of(Map.of());
    docker = TestDockerConfig.client(config);
    engine = new DockerEngine(config, INSTALLATION);
    String dockerfile =
        """
        FROM %s
        ENV FROM_IMAGE=1 CHANGED=0
        LABEL from.image=1
        STOPSIGNAL SIGINT
        ENTRYPOINT ["sleep"]
        CMD ["infinity"]
        """
            .formatted(System.getProperty("berth.test.source-image", "debian:bookworm-slim"));
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
    try {
      docker.removeNetworkCmd("berth-" + INSTALLATION).exec();
      docker.removeImageCmd(IMAGE.value()).exec();
    } finally {
      engine.close();
      docker.close();
    }
  }

  @Override
  protected ContainerEngine engine() {
    return engine;
  }

  @Override
  protected ImageRef image() {
    return IMAGE;
  }

  @Test
  void aVariableThatIsNotGivenAgainIsGoneAndTheImagesOwnIsBack() throws EngineException {
    engine.create(spec(0, IMAGE, Map.of("GONE", "1", "CHANGED", "1", "KEPT", "1")));
    keepAndCreate(1, Map.of("KEPT", "2", "NEW", "1"));
    assertThat(env()).contains("FROM_IMAGE=1", "CHANGED=0", "KEPT=2", "NEW=1");
    assertThat(env()).noneMatch(variable -> variable.startsWith("GONE"));

    stop();
    keepAndCreate(2, Map.of("GONE", "2"));
    assertThat(env()).contains("FROM_IMAGE=1", "CHANGED=0", "GONE=2");
    assertThat(env()).noneMatch(variable -> variable.matches("(KEPT|NEW).*"));
  }

  @Test
  void theImageIsLikeTheContainersOwnBesideItsFiles() throws EngineException {
    engine.create(spec(0, IMAGE, Map.of()));
    engine.keep(keep(1));
    var kept = docker.inspectImageCmd(kept(1).image().value()).exec().getConfig();
    assertThat(kept.getEntrypoint()).containsExactly("sleep");
    assertThat(kept.getCmd()).containsExactly("infinity");
    assertThat(
            Shell.docker("inspect", "-f", "{{.Config.StopSignal}}", kept(1).image().value())
                .output())
        .isEqualTo("SIGINT");
    assertThat(kept.getLabels())
        .containsEntry("from.image", "1")
        .containsEntry(DockerLabels.INSTALLATION, INSTALLATION)
        .containsEntry(DockerLabels.GENERATION, "1");
  }

  @Test
  void leavesNoLayersBehind() throws EngineException {
    engine.create(spec(0, IMAGE, Map.of()));
    for (int next = 1; next <= 3; next++) {
      keepAndCreate(next, Map.of());
      stop();
    }
    engine.remove(name());
    for (KeptImage kept : engine.kept()) {
      engine.removeKept(kept);
    }
    assertThat(
            docker
                .listImagesCmd()
                .withShowAll(true)
                .withLabelFilter(Map.of(DockerLabels.INSTALLATION, INSTALLATION))
                .exec())
        .isEmpty();
  }

  @Test
  void anImageThatLostItsNameIsFoundAndRemoved() throws EngineException {
    engine.create(spec(0, IMAGE, Map.of()));
    // As by two replicas at once: the second takes the name of the first.
    engine.keep(keep(1));
    String tag = kept(1).image().value();
    docker.tagImageCmd(IMAGE.value(), tag.substring(0, tag.lastIndexOf(':')), "1").exec();
    assertThat(engine.kept()).singleElement().extracting(KeptImage::lease).isEqualTo(lease);
    engine.removeKept(engine.kept().getFirst());
    assertThat(engine.kept()).isEmpty();
    docker.removeImageCmd(tag).exec();
  }

  @Test
  void memoryInUseIsNotTakenAway() throws EngineException {
    engine.create(spec(0, IMAGE, Map.of()));
    engine.start(name());
    engine.exec(name(), List.of("sh", "-c", "head -c 12000000 /dev/zero > /dev/shm/fill"));
    var before = engine.find(name());
    assertThatThrownBy(
            () -> engine.update(name(), LiveLimits.of(0.5, ByteSize.ofMebibytes(8), 100)))
        .isInstanceOf(EngineException.Rejected.class);
    assertThat(engine.find(name())).isEqualTo(before);
  }

  private void keepAndCreate(int generation, Map<String, String> env) throws EngineException {
    engine.keep(keep(generation));
    engine.removeOlder(name(), generation);
    engine.create(spec(generation, kept(generation).image(), env));
    engine.start(name());
  }

  private List<String> env() throws EngineException {
    return engine.exec(name(), List.of("env")).output().lines().toList();
  }
}
