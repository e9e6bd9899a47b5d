package dev.berth.engine.model;

import dev.berth.kernel.ByteSize;
import dev.berth.kernel.ImageRef;
import dev.berth.kernel.LeaseId;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A container to create. There is no field for a host path, a device, a capability or privileges:
 * what cannot be said cannot be asked for.
 *
 * @param cpus number of CPUs, fractions allowed
 * @param memory hard limit, swap included
 */
public record ContainerSpec(
    LeaseId lease,
    ImageRef image,
    @Nullable String hostname,
    Map<String, String> env,
    List<PublishedPort> ports,
    List<VolumeMount> volumes,
    double cpus,
    ByteSize memory,
    ByteSize shmSize,
    int pidsLimit) {

  public ContainerSpec {
    env = Map.copyOf(env);
    ports = List.copyOf(ports);
    volumes = List.copyOf(volumes);
  }

  public String name() {
    return lease.containerName();
  }
}
