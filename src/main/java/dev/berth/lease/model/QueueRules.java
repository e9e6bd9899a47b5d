package dev.berth.lease.model;

import dev.berth.grant.model.Gpu;
import dev.berth.grant.model.GpuQueue;
import dev.berth.kernel.UserId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * How the queue for GPUs is ordered.
 *
 * @param claimWithin how long GPUs are kept for a lease that wants to be asked first
 * @param shares of the owners that wait; asked for no others, as often as it is needed
 */
public record QueueRules(
    GpuQueue.Timing timing, Function<UserId, Share> shares, Duration claimWithin) {

  /**
   * What an owner's turn depends on.
   *
   * @param weight of her plan; more comes first
   * @param recentGpuHours less comes first
   */
  public record Share(double weight, double recentGpuHours) {}

  /** A lease whose turn it is, with its GPUs. */
  public Lease grant(Lease lease, LeaseState.Queued queued, List<Gpu> given, Instant now) {
    return lease.spec().gpus().claim()
        ? lease.offered(queued, given, now, now.plus(claimWithin))
        : lease.granted(queued, given, now);
  }

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
