package dev.berth.lease.model;

import dev.berth.grant.model.Gpu;
import dev.berth.grant.model.GpuQueue;
import dev.berth.kernel.UserId;
import java.time.Duration;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * How the queue for GPUs is ordered.
 *
 * @param shares of the owners that wait; asked for no others, as often as it is needed
 */
public record QueueRules(GpuQueue.Timing timing, Function<UserId, Share> shares) {

  /**
   * What an owner's turn depends on.
   *
   * @param weight of her plan; more comes first
   * @param recentGpuHours less comes first
   */
  public record Share(double weight, double recentGpuHours) {}

  /** What the queue must know of a lease in it. */
  public GpuQueue.Waiting waiting(Lease lease, GpuQueue.Orders orders) {
    var share = shares.apply(lease.owner());
    return new GpuQueue.Waiting(
        lease.id(),
        lease.owner(),
        lease.spec().gpus(),
        lease.gpus().stream().map(Gpu::id).collect(Collectors.toSet()),
        // The term waits too, and begins with the start.
        Duration.between(lease.state().since(), lease.term().expiresAt()),
        share.weight(),
        share.recentGpuHours(),
        lease.state().since(),
        orders);
  }
}
