package dev.berth.lease.model;

import dev.berth.grant.model.Gpu;
import dev.berth.grant.model.GpuQueue;
import java.time.Duration;
import java.util.stream.Collectors;

/**
 * How the queue for GPUs is ordered.
 *
 * @param settle from the end of a term until its GPUs can be given away again
 */
public record QueueRules(Duration settle) {

  /** What the queue must know of a lease in it. */
  public GpuQueue.Waiting waiting(Lease lease) {
    return new GpuQueue.Waiting(
        lease.id(),
        lease.owner(),
        lease.spec().gpus(),
        lease.gpus().stream().map(Gpu::id).collect(Collectors.toSet()),
        // The term waits too, and begins with the start.
        Duration.between(lease.state().since(), lease.term().expiresAt()),
        1,
        0,
        lease.state().since());
  }
}
