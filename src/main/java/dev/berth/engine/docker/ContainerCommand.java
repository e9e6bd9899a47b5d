package dev.berth.engine.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.LogConfig;
import com.github.dockerjava.api.model.LogConfig.LoggingType;
import com.github.dockerjava.api.model.Mount;
import com.github.dockerjava.api.model.MountType;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports.Binding;
import com.github.dockerjava.api.model.RestartPolicy;
import com.github.dockerjava.api.model.Ulimit;
import dev.berth.engine.model.ContainerSpec;
import dev.berth.engine.model.PublishedPort;
import dev.berth.engine.model.VolumeMount;
import java.util.List;
import java.util.Map;

/** What a specification becomes on Docker. */
final class ContainerCommand {

  private static final double NANO = 1e9;

  /**
   * Docker's own set but {@code NET_RAW}, with which a workspace could forge addresses on the
   * bridge. Less breaks apt, sudo or sshd. {@code no-new-privileges} is not set, for sudo.
   */
  private static final Capability[] CAPABILITIES = {
    Capability.AUDIT_WRITE,
    Capability.CHOWN,
    Capability.DAC_OVERRIDE,
    Capability.FOWNER,
    Capability.FSETID,
    Capability.KILL,
    Capability.MKNOD,
    Capability.NET_BIND_SERVICE,
    Capability.SETFCAP,
    Capability.SETGID,
    Capability.SETPCAP,
    Capability.SETUID,
    Capability.SYS_CHROOT,
  };

  private final DockerConfig config;
  private final DockerLabels labels;
  private final String network;

  ContainerCommand(DockerConfig config, DockerLabels labels, String network) {
    this.config = config;
    this.labels = labels;
    this.network = network;
  }

  CreateContainerCmd create(DockerClient docker, ContainerSpec spec) {
    CreateContainerCmd command =
        docker
            .createContainerCmd(spec.image().value())
            .withName(spec.name())
            .withEnv(
                spec.env().entrySet().stream()
                    .map(variable -> variable.getKey() + "=" + variable.getValue())
                    .sorted()
                    .toList())
            .withLabels(labels.container(spec.lease()))
            .withExposedPorts(
                spec.ports().stream().map(ContainerCommand::exposed).distinct().toList())
            .withHostConfig(hostConfig(spec));
    return spec.hostname() == null ? command : command.withHostName(spec.hostname());
  }

  private HostConfig hostConfig(ContainerSpec spec) {
    HostConfig host =
        HostConfig.newHostConfig()
            // Others would bring an expired lease back when the engine restarts.
            .withRestartPolicy(RestartPolicy.noRestart())
            .withInit(true)
            .withNetworkMode(network)
            .withPortBindings(spec.ports().stream().map(ContainerCommand::binding).toList())
            .withMounts(spec.volumes().stream().map(ContainerCommand::mount).toList())
            .withMemory(spec.memory().bytes())
            // Equal to the memory: no swap.
            .withMemorySwap(spec.memory().bytes())
            .withNanoCPUs(Math.round(spec.cpus() * NANO))
            .withPidsLimit((long) spec.pidsLimit())
            .withShmSize(spec.shmSize().bytes())
            .withCapDrop(Capability.ALL)
            .withCapAdd(CAPABILITIES)
            .withLogConfig(log());
    return config.openFiles() == 0
        ? host
        : host.withUlimits(List.of(new Ulimit("nofile", config.openFiles(), config.openFiles())));
  }

  private LogConfig log() {
    return new LogConfig(
        LoggingType.JSON_FILE,
        Map.of(
            "max-size", config.logMaxSize(), "max-file", Integer.toString(config.logMaxFiles())));
  }

  private static ExposedPort exposed(PublishedPort port) {
    return ExposedPort.tcp(port.container().value());
  }

  private static PortBinding binding(PublishedPort port) {
    return new PortBinding(
        Binding.bindIpAndPort(port.hostAddress(), port.host().value()), exposed(port));
  }

  private static Mount mount(VolumeMount volume) {
    return new Mount()
        .withType(MountType.VOLUME)
        .withSource(volume.volume())
        .withTarget(volume.target());
  }
}
