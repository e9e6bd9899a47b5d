package dev.berth.engine.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.DeviceRequest;
import dev.berth.engine.model.ContainerSpec;
import dev.berth.kernel.ByteSize;
import dev.berth.kernel.ImageRef;
import dev.berth.kernel.LeaseId;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ContainerCommandTest {

  private static final String GPU = "GPU-7a9be9b3-f8e9-4f7d-8f66-6df0a0a6d6da";
  private static final String ALL = "NVIDIA_VISIBLE_DEVICES=all";

  @ParameterizedTest
  @ValueSource(strings = {"legacy", "cdi"})
  void asksForNothingWhereThereAreNoGpus(String request) throws IOException {
    assertThat(command(request, List.of(), false).getHostConfig().getDeviceRequests()).isNull();
    assertThat(command(request, List.of(), false).getEnv()).containsExactly(ALL);
  }

  @Test
  void hidesAllGpusWhereTheDefaultRuntimeWouldGiveThem() throws IOException {
    assertThat(command("legacy", List.of(), true).getEnv())
        .containsExactly("NVIDIA_VISIBLE_DEVICES=void");
    assertThat(command("legacy", List.of(GPU), true).getEnv()).containsExactly(ALL);
  }

  @Test
  void asksForGpusByIdAndNeverByNumber() throws IOException {
    assertThat(command("legacy", List.of(GPU), false).getHostConfig().getDeviceRequests())
        .containsExactly(
            new DeviceRequest()
                .withDriver("")
                .withDeviceIds(List.of(GPU))
                .withCapabilities(List.of(List.of("gpu"))));
    var cdi = command("cdi", List.of(GPU), false).getHostConfig();
    assertThat(cdi.getDeviceRequests())
        .containsExactly(
            new DeviceRequest().withDriver("cdi").withDeviceIds(List.of("nvidia.com/gpu=" + GPU)));
    assertThat(GpuRequest.requested(cdi)).containsExactly(GPU);
  }

  @Test
  void limitsTheDiskWhereThatIsAskedFor() throws IOException {
    assertThat(command("legacy", List.of(), false).getHostConfig().getStorageOpt())
        .isEqualTo(Map.of("size", "1048576"));
  }

  private static CreateContainerCmd command(String request, List<String> gpus, boolean hidesGpus)
      throws IOException {
    DockerConfig config = TestDockerConfig.of(Map.of("gpu-request", request));
    try (DockerClient docker = TestDockerConfig.client(config)) {
      return new ContainerCommand(config, new DockerLabels("test"), "network")
          .create(docker, spec(gpus), hidesGpus);
    }
  }

  private static ContainerSpec spec(List<String> gpus) {
    return new ContainerSpec(
        new LeaseId("01ARZ3NDEKTSV4RRFFQ69G5FAV"),
        0,
        new ImageRef("debian:bookworm-slim"),
        new ContainerSpec.Command("box", Map.of("NVIDIA_VISIBLE_DEVICES", "all"), null, List.of()),
        new ContainerSpec.Limits(
            1,
            ByteSize.ofMebibytes(64),
            ByteSize.ofMebibytes(16),
            100,
            null,
            Map.of(),
            false,
            ByteSize.ofMebibytes(1)),
        new ContainerSpec.Network.None(),
        List.of(),
        gpus);
  }
}
