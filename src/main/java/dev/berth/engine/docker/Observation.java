package dev.berth.engine.docker;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.command.InspectContainerResponse.ContainerState;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Info;
import com.github.dockerjava.api.model.Version;
import dev.berth.engine.model.EngineInfo;
import dev.berth.engine.model.LiveLimits;
import dev.berth.engine.model.ObservedContainer;
import dev.berth.engine.model.ObservedContainer.Phase;
import dev.berth.kernel.ByteSize;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What Docker says of itself and of a container, in the words of the port. */
final class Observation {

  private static final String JOINED = "container:";

  private Observation() {}

  static ObservedContainer of(InspectContainerResponse container) {
    ContainerState state = container.getState();
    Phase phase = phase(state.getStatus());
    // A failed start leaves 128 behind, though nothing ran.
    long exitCode =
        phase == Phase.EXITED ? Objects.requireNonNullElse(state.getExitCodeLong(), 0L) : 0;
    return new ObservedContainer(
        container.getName().substring(1),
        DockerLabels.lease(container.getConfig().getLabels()),
        phase,
        (int) exitCode,
        phase == Phase.EXITED && Boolean.TRUE.equals(state.getOOMKilled()),
        DockerLabels.generation(container.getConfig().getLabels()),
        limits(container.getHostConfig()),
        container.getId(),
        joins(container.getHostConfig()),
        GpuRequest.requested(container.getHostConfig()));
  }

  /** As a list shows it, without exit code and limits. */
  static ObservedContainer of(Container container) {
    return new ObservedContainer(
        container.getNames()[0].substring(1),
        DockerLabels.lease(container.getLabels()),
        phase(container.getState()),
        0,
        false,
        DockerLabels.generation(container.getLabels()),
        Optional.empty(),
        container.getId(),
        Optional.empty(),
        DockerLabels.gpus(container.getLabels()));
  }

  private static Optional<String> joins(@Nullable HostConfig host) {
    return Optional.ofNullable(host)
        .map(HostConfig::getNetworkMode)
        .filter(mode -> mode.startsWith(JOINED))
        .map(mode -> mode.substring(JOINED.length()));
  }

  /** Empty on a kernel that lacks one of them: the engine drops it and says 0. */
  private static Optional<LiveLimits> limits(@Nullable HostConfig host) {
    if (host == null) {
      return Optional.empty();
    }
    long cpus = Objects.requireNonNullElse(host.getNanoCPUs(), 0L);
    long memory = Objects.requireNonNullElse(host.getMemory(), 0L);
    long pids = Objects.requireNonNullElse(host.getPidsLimit(), 0L);
    return cpus > 0 && memory > 0 && pids > 0
        ? Optional.of(new LiveLimits(cpus, new ByteSize(memory), Math.toIntExact(pids)))
        : Optional.empty();
  }

  static EngineInfo of(Info info, Version version) {
    return new EngineInfo(
        text(info.getName()),
        text(version.getVersion()),
        text(version.getApiVersion()),
        text(info.getOperatingSystem()),
        Objects.requireNonNullElse(info.getNCPU(), 0),
        new ByteSize(Math.max(1, Objects.requireNonNullElse(info.getMemTotal(), 1L))),
        text(info.getDriver()),
        // docker-java has no name for it.
        Objects.toString(info.getRawValues().get("DefaultRuntime"), ""),
        Objects.requireNonNullElse(info.getContainersRunning(), 0));
  }

  private static String text(@Nullable String value) {
    return Objects.requireNonNullElse(value, "");
  }

  /** Of {@code exited}, {@code dead} and {@code removing} none will run again by itself. */
  static Phase phase(@Nullable String status) {
    return switch (Objects.requireNonNullElse(status, "")) {
      case "created" -> Phase.CREATED;
      case "running", "paused", "restarting" -> Phase.RUNNING;
      default -> Phase.EXITED;
    };
  }
}
