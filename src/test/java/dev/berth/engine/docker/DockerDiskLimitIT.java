package dev.berth.engine.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.f4b6a3.ulid.UlidCreator;
import dev.berth.engine.EngineException;
import dev.berth.engine.model.ContainerSpec;
import dev.berth.kernel.ByteSize;
import dev.berth.kernel.ImageRef;
import dev.berth.kernel.LeaseId;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * A hard limit on the engine that is named by {@code berth.test.disk-engine}, or the machine's own:
 * on btrfs it holds, and on an engine that can't have one it is refused.
 */
class DockerDiskLimitIT {

  private static final ImageRef IMAGE =
      new ImageRef(System.getProperty("berth.test.source-image", "debian:bookworm-slim"));

  private final LeaseId lease = new LeaseId(UlidCreator.getMonotonicUlid().toString());
  private final DockerConfig config =
      TestDockerConfig.of(
          Map.of(
              "host", System.getProperty("berth.test.disk-engine", "unix:///var/run/docker.sock")));

  private ContainerSpec spec() {
    return new ContainerSpec(
        lease,
        0,
        IMAGE,
        new ContainerSpec.Command(null, Map.of(), null, List.of("sleep", "infinity")),
        new ContainerSpec.Limits(
            1,
            ByteSize.ofMebibytes(64),
            ByteSize.ofMebibytes(64),
            64,
            null,
            Map.of(),
            false,
            ByteSize.ofMebibytes(300)),
        new ContainerSpec.Network.None(),
        List.of());
  }

  @Test
  void holdsOrIsRefusedAsTheEngineSays() throws EngineException, IOException {
    try (var engine = new DockerEngine(config, "test" + UlidCreator.getUlid().toLowerCase())) {
      if (engine.info().limitsDisk()) {
        holds(engine);
      } else {
        assertThatThrownBy(() -> engine.create(spec()))
            .isInstanceOf(EngineException.Rejected.class)
            .hasMessageContaining("storage-opt");
      }
    }
  }

  private void holds(DockerEngine engine) throws EngineException {
    engine.create(spec());
    try {
      engine.start(lease.containerName());
      var written =
          engine.exec(
              lease.containerName(),
              List.of("dd", "if=/dev/urandom", "of=/big", "bs=1M", "count=400"));
      assertThat(written.exitCode()).as(written.output()).isNotZero();
      assertThat(written.output()).contains("quota exceeded");
      assertThat(engine.find(lease.containerName()).orElseThrow().isRunning()).isTrue();
    } finally {
      engine.remove(lease.containerName());
    }
  }
}
