package dev.berth.watchdog;

import dev.berth.engine.model.ContainerSpec;
import dev.berth.engine.model.ContainerSpec.Network;
import dev.berth.engine.model.EngineMount;
import dev.berth.engine.model.PublishedPort;
import dev.berth.kernel.ImageRef;
import dev.berth.lease.model.Lease;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What a lease asks of the engine. Pure. */
final class Containers {

  private Containers() {}

  /**
   * @param hostAddress on which ports are published
   */
  static ContainerSpec of(
      Lease lease, ImageRef image, List<EngineMount> mounts, String hostAddress) {
    var spec = lease.spec();
    var resources = spec.resources();
    return new ContainerSpec(
        lease.id(),
        lease.generation(),
        image,
        new ContainerSpec.Command(
            hostname(lease),
            spec.program().env(),
            spec.program().workdir(),
            // Beside sshd it is the entrypoint that runs it.
            spec.ssh() ? List.of() : spec.program().command()),
        new ContainerSpec.Limits(
            resources.cpus(),
            resources.memory(),
            resources.shmSize(),
            resources.pidsLimit(),
            resources.cpuset(),
            resources.ulimits(),
            resources.hostIpc(),
            resources.disk()),
        network(lease, hostAddress),
        mounts,
        lease.gpus().stream().map(gpu -> gpu.id().device().value()).distinct().toList());
  }

  /** A workspace in somebody's network has that one's name. */
  private static @Nullable String hostname(Lease lease) {
    return switch (lease.spec().network().mode()) {
      case BRIDGE, NONE ->
          Optional.ofNullable(lease.spec().program().hostname()).orElse(lease.name());
      case HOST, CONTAINER -> null;
    };
  }

  private static Network network(Lease lease, String hostAddress) {
    var network = lease.spec().network();
    return switch (network.mode()) {
      case BRIDGE ->
          new Network.Bridge(
              lease.ports().stream()
                  .map(
                      port ->
                          new PublishedPort(
                              port.container(), port.protocol(), port.host(), hostAddress))
                  .toList(),
              network.expose(),
              network.dns());
      case HOST -> new Network.Host();
      case NONE -> new Network.None();
      case CONTAINER -> new Network.Joined(Objects.requireNonNull(network.joins()).containerName());
    };
  }
}
