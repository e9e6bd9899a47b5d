package dev.berth.lease.model;

import dev.berth.grant.model.Gpu;
import dev.berth.grant.model.GpuQueue;
import java.time.Duration;
import java.util.stream.Collectors;

/** How the queue for GPUs is ordered. */
public record QueueRules(GpuQueue.Timing timing) {

  /** What the queue must know of a lease in it. */
  public GpuQueue.Waiting waiting(Lease lease, GpuQueue.Orders orders) {
    return new GpuQueue.Waiting(
        lease.id(),
        lease.owner(),
        lease.spec().gpus(),
        lease.gpus().stream().map(Gpu::id).collect(Collectors.toSet()),
        // The term waits too, and begins with the start.
        Duration.between(lease.state().since(), lease.term().expiresAt()),
        1,
        0,
        lease.state().since(),
        orders);
  }
}
