package dev.berth.engine.model;

import dev.berth.kernel.ByteSize;

/**
 * The limits of a container that can change while it runs.
 *
 * @param nanoCpus billionths of a CPU
 * @param memory hard limit, swap included
 * @param pids most processes and threads at once
 */
public record LiveLimits(long nanoCpus, ByteSize memory, int pids) {

  private static final double NANO = 1e9;

  /** Of a number of CPUs, fractions allowed. */
  public static LiveLimits of(double cpus, ByteSize memory, int pids) {
    return new LiveLimits(Math.round(cpus * NANO), memory, pids);
  }
}
