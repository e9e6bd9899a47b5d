package dev.berth.engine.model;

import dev.berth.kernel.ByteSize;
import dev.berth.kernel.ImageRef;
import dev.berth.kernel.LeaseId;
import dev.berth.kernel.PortNumber;
import dev.berth.kernel.Ulimit;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A container to create. There is no field for a capability, privileges or a device beside GPUs:
 * what cannot be said cannot be asked for.
 *
 * @param generation tells a container from an older one of the same lease
 * @param gpus UUIDs of GPUs and MIG devices that it gets, whole; none where it is empty
 */
public record ContainerSpec(
    LeaseId lease,
    int generation,
    ImageRef image,
    Command command,
    Limits limits,
    Network network,
    List<EngineMount> mounts,
    List<String> gpus) {

  public ContainerSpec {
    mounts = List.copyOf(mounts);
    gpus = List.copyOf(gpus);
  }

  /** One without a GPU. */
  public ContainerSpec(
      LeaseId lease,
      int generation,
      ImageRef image,
      Command command,
      Limits limits,
      Network network,
      List<EngineMount> mounts) {
    this(lease, generation, image, command, limits, network, mounts, List.of());
  }

  public ContainerSpec withGpus(List<String> others) {
    return new ContainerSpec(lease, generation, image, command, limits, network, mounts, others);
  }

  public String name() {
    return lease.containerName();
  }

  /**
   * What runs.
   *
   * @param hostname null where the network is another's
   * @param workdir the image's own where it is null
   * @param arguments in place of the image's own command; empty keeps that
   */
  public record Command(
      @Nullable String hostname,
      Map<String, String> env,
      @Nullable String workdir,
      List<String> arguments) {

    public Command {
      env = Map.copyOf(env);
      arguments = List.copyOf(arguments);
    }
  }

  /**
   * What it may use.
   *
   * @param cpus number of CPUs, fractions allowed
   * @param memory hard limit, swap included
   * @param cpuset CPUs by number, as {@code 0-3,6}; any where it is null
   * @param hostIpc whether shared memory is the host's; {@code shmSize} has no effect then
   * @param disk most that can be written outside of mounts; any amount where it is null. Where
   *     {@link EngineInfo#limitsDisk} is false no such container can be made.
   */
  public record Limits(
      double cpus,
      ByteSize memory,
      ByteSize shmSize,
      int pids,
      @Nullable String cpuset,
      Map<String, Ulimit> ulimits,
      boolean hostIpc,
      @Nullable ByteSize disk) {

    public Limits {
      ulimits = Map.copyOf(ulimits);
    }

    /** With as much of the disk as there is. */
    public Limits(
        double cpus,
        ByteSize memory,
        ByteSize shmSize,
        int pids,
        @Nullable String cpuset,
        Map<String, Ulimit> ulimits,
        boolean hostIpc) {
      this(cpus, memory, shmSize, pids, cpuset, ulimits, hostIpc, null);
    }

    /** Those that can change later. */
    public LiveLimits live() {
      return LiveLimits.of(cpus, memory, pids);
    }
  }

  /** How it is tied to the world. */
  public sealed interface Network {

    /**
     * On the installation's own bridge, where containers don't see each other.
     *
     * @param exposed TCP ports that are published nowhere
     * @param dns name servers in place of the engine's
     */
    record Bridge(List<PublishedPort> ports, List<PortNumber> exposed, List<String> dns)
        implements Network {

      public Bridge {
        ports = List.copyOf(ports);
        exposed = List.copyOf(exposed);
        dns = List.copyOf(dns);
      }
    }

    /** The host's own. */
    record Host() implements Network {}

    record None() implements Network {}

    /** That of another container of this installation, which must run at the start. */
    record Joined(String container) implements Network {}
  }

  /** Ports that the engine must find free at the start. */
  public List<PublishedPort> ports() {
    return network instanceof Network.Bridge(var ports, _, _) ? ports : List.of();
  }
}
