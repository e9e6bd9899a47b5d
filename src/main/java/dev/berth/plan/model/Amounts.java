package dev.berth.plan.model;

import dev.berth.kernel.ByteSize;
import java.util.Optional;

/**
 * How much all leases of one user may have together. A lease is up while it is queued, starting or
 * running.
 *
 * @param maxRunning leases that are up
 * @param maxKept stopped, expired and failed leases; beyond it no new one is given
 * @param maxGpus GPUs of the leases that are up
 * @param gpuHoursPerWeek GPU-hours in any seven days, after which no lease gets a GPU; empty for
 *     any number
 * @param maxCpus CPUs of the leases that are up
 * @param maxMemory memory of the leases that are up
 * @param maxShm shared memory of the leases that are up
 * @param maxPorts ports of the host, of all leases that are not released
 * @param weight in the queue for GPUs; more comes first
 * @param maxDisk of all that she has written: in workspaces, home and volumes; empty for any amount
 */
public record Amounts(
    int maxRunning,
    int maxKept,
    int maxGpus,
    Optional<Integer> gpuHoursPerWeek,
    double maxCpus,
    ByteSize maxMemory,
    ByteSize maxShm,
    int maxPorts,
    double weight,
    Optional<ByteSize> maxDisk) {

  public static final int MOST_GPUS = 1024;
  public static final int MOST_GPU_HOURS = MOST_GPUS * 24 * 7;
  public static final double LEAST_CPUS = 0.1;
  public static final double MOST_CPUS = 100_000;
  public static final ByteSize LEAST_SIZE = ByteSize.ofMebibytes(64);
  public static final ByteSize MOST_SIZE = ByteSize.ofMebibytes(1L << 30);
  public static final int MOST_PORTS = 65_536;
  public static final double LEAST_WEIGHT = 0.1;
  public static final double MOST_WEIGHT = 100;
}
