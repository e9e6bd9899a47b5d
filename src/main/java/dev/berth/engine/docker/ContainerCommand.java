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
import dev.berth.engine.model.ContainerSpec.Network;
import dev.berth.engine.model.EngineMount;
import dev.berth.engine.model.PublishedPort;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What a specification becomes on Docker. */
final class ContainerCommand {

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

  /**
   * @param hidesGpus whether every container on this engine sees all GPUs that asks for none
   */
  CreateContainerCmd create(DockerClient docker, ContainerSpec spec, boolean hidesGpus) {
    var run = spec.command();
    CreateContainerCmd command =
        docker
            .createContainerCmd(spec.image().value())
            .withName(spec.name())
            .withEnv(
                env(spec, hidesGpus).entrySet().stream()
                    .map(variable -> variable.getKey() + "=" + variable.getValue())
                    .sorted()
                    .toList())
            .withLabels(labels.container(spec.lease(), spec.generation(), spec.gpus()))
            .withExposedPorts(exposed(spec.network()))
            .withHostConfig(hostConfig(spec));
    if (run.hostname() != null) {
      command.withHostName(run.hostname());
    }
    if (run.workdir() != null) {
      command.withWorkingDir(run.workdir());
    }
    return run.arguments().isEmpty() ? command : command.withCmd(run.arguments());
  }

  private static Map<String, String> env(ContainerSpec spec, boolean hidesGpus) {
    if (!hidesGpus || !spec.gpus().isEmpty()) {
      return spec.command().env();
    }
    var env = new TreeMap<>(spec.command().env());
    env.put("NVIDIA_VISIBLE_DEVICES", "void");
    return env;
  }

  private HostConfig hostConfig(ContainerSpec spec) {
    var limits = spec.limits();
    HostConfig host =
        HostConfig.newHostConfig()
            // Others would bring an expired lease back when the engine restarts.
            .withRestartPolicy(RestartPolicy.noRestart())
            .withInit(true)
            .withMounts(spec.mounts().stream().map(ContainerCommand::mount).toList())
            .withMemory(limits.memory().bytes())
            // Equal to the memory: no swap.
            .withMemorySwap(limits.memory().bytes())
            .withNanoCPUs(limits.live().nanoCpus())
            .withPidsLimit((long) limits.pids())
            .withShmSize(limits.shmSize().bytes())
            .withIpcMode(limits.hostIpc() ? "host" : "private")
            .withUlimits(ulimits(limits))
            .withCapDrop(Capability.ALL)
            .withCapAdd(CAPABILITIES)
            .withLogConfig(log());
    if (limits.cpuset() != null) {
      host.withCpusetCpus(limits.cpuset());
    }
    if (limits.disk() != null) {
      host.withStorageOpt(Map.of("size", Long.toString(limits.disk().bytes())));
    }
    if (!spec.gpus().isEmpty()) {
      host.withDeviceRequests(List.of(config.gpuRequest().of(spec.gpus())));
    }
    return switch (spec.network()) {
      case Network.Bridge(var ports, _, var dns) ->
          host.withNetworkMode(network)
              .withPortBindings(ports.stream().map(ContainerCommand::binding).toList())
              .withDns(dns);
      case Network.Host _ -> host.withNetworkMode("host");
      case Network.None _ -> host.withNetworkMode("none");
      case Network.Joined(var container) -> host.withNetworkMode("container:" + container);
    };
  }

  /** The lease's own, and of open files what the configuration says where that says nothing. */
  private List<Ulimit> ulimits(ContainerSpec.Limits limits) {
    var all = new TreeMap<>(limits.ulimits());
    if (config.openFiles() != 0) {
      all.putIfAbsent(
          "nofile", new dev.berth.kernel.Ulimit(config.openFiles(), config.openFiles()));
    }
    return all.entrySet().stream()
        .map(limit -> new Ulimit(limit.getKey(), limit.getValue().soft(), limit.getValue().hard()))
        .toList();
  }

  private LogConfig log() {
    return new LogConfig(
        LoggingType.JSON_FILE,
        Map.of(
            "max-size", config.logMaxSize(), "max-file", Integer.toString(config.logMaxFiles())));
  }

  private static List<ExposedPort> exposed(Network network) {
    return network instanceof Network.Bridge(var ports, var exposed, _)
        ? Stream.concat(
                ports.stream().map(ContainerCommand::exposed),
                exposed.stream().map(port -> ExposedPort.tcp(port.value())))
            .distinct()
            .toList()
        : List.of();
  }

  private static ExposedPort exposed(PublishedPort port) {
    return switch (port.protocol()) {
      case TCP -> ExposedPort.tcp(port.container().value());
      case UDP -> ExposedPort.udp(port.container().value());
    };
  }

  private static PortBinding binding(PublishedPort port) {
    return new PortBinding(
        Binding.bindIpAndPort(port.hostAddress(), port.host().value()), exposed(port));
  }

  private static Mount mount(EngineMount mount) {
    var made = new Mount().withTarget(mount.target()).withReadOnly(mount.readOnly());
    return switch (mount) {
      case EngineMount.Volume(var name, _, _) -> made.withType(MountType.VOLUME).withSource(name);
      case EngineMount.Directory(var path, _, _) -> made.withType(MountType.BIND).withSource(path);
    };
  }
}
