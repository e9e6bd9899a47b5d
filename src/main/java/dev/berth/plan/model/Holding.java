package dev.berth.plan.model;

import dev.berth.kernel.ByteSize;

/**
 * What one lease takes of its owner's limits.
 *
 * @param lease its name
 * @param ports of the host, held until it is released; all else only while it is up
 */
public record Holding(
    String lease,
    Standing standing,
    int gpus,
    double cpus,
    ByteSize memory,
    ByteSize shm,
    int ports) {

  /** What counts of a lease is what it is on its way to. */
  public enum Standing {
    /** Queued, starting or running. */
    UP,
    /** Stopped, expired or failed. */
    KEPT,
    /** Being released. */
    LEAVING
  }
}
