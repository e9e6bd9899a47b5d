package dev.berth.engine.docker;

import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.command.InspectContainerResponse.ContainerState;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Info;
import com.github.dockerjava.api.model.Version;
import dev.berth.engine.model.EngineInfo;
import dev.berth.engine.model.LiveLimits;
import dev.berth.engine.model.ObservedContainer;
import dev.berth.engine.model.ObservedContainer.Phase;
import dev.berth.kernel.ByteSize;
import java.util.List;
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

  /**
   * @param here whether the engine is on this machine
   */
  static EngineInfo of(Info info, Version version, boolean here) {
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
        Objects.requireNonNullElse(info.getContainersRunning(), 0),
        here ? Optional.ofNullable(info.getDockerRootDir()) : Optional.empty(),
        limitsDisk(text(info.getDriver()), info.getDriverStatuses()));
  }

  /** On overlay2 it takes an xfs, and that mounted with pquota, of which nothing is said. */
  static boolean limitsDisk(String driver, @Nullable List<List<String>> status) {
    return switch (driver) {
      case "btrfs", "zfs" -> true;
      case "overlay2" -> status != null && status.contains(List.of("Backing Filesystem", "xfs"));
      default -> false;
    };
  }

  private static String text(@Nullable String value) {
    return Objects.requireNonNullElse(value, "");
  }

  /** Of {@code exited}, {@code dead} and {@code removing} none will run again by itself. */
  static Phase phase(@Nullable String status) {
    return switch (Objects.requireNonNullElse(status, "")) {
      case "created" -> Phase.CREATED;
      case "running", "restarting" -> Phase.RUNNING;
      case "paused" -> Phase.PAUSED;
      default -> Phase.EXITED;
    };
  }
}
