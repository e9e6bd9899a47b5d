package dev.berth.lease.model;

import dev.berth.kernel.ByteSize;
import dev.berth.kernel.Ulimit;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a workspace may use of the machine.
 *
 * @param cpus number of CPUs, fractions allowed
 * @param pidsLimit most processes and threads at once
 * @param cpuset CPUs by number, as {@code 0-3,6}; any where it is left out
 * @param ulimits by name, as {@code nofile}
 * @param disk most that can be written outside of mounts; any amount where it is left out
 * @param hostIpc whether shared memory and semaphores are those of the host
 */
public record Resources(
    double cpus,
    ByteSize memory,
    ByteSize shmSize,
    int pidsLimit,
    @Nullable String cpuset,
    Map<String, Ulimit> ulimits,
    boolean hostIpc,
    @Nullable ByteSize disk) {

  public Resources {
    ulimits = Map.copyOf(ulimits);
  }
}
