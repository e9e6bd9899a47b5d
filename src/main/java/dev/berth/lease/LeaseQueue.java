package dev.berth.lease;

import dev.berth.grant.model.GpuQueue;
import dev.berth.kernel.LeaseId;
import dev.berth.kernel.NodeId;
import dev.berth.lease.model.Lease;
import dev.berth.lease.model.QueueRules;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** The leases that wait for GPUs. */
@Singleton
public class LeaseQueue {

  private final LeaseStore store;
  private final QueueConfig config;
  private final InstantSource clock;

  public LeaseQueue(LeaseStore store, QueueConfig config, InstantSource clock) {
    this.store = store;
    this.config = config;
    this.clock = clock;
  }

  /**
   * Gives GPUs to those whose turn it is. Whatever gives GPUs back or puts a lease in the queue may
   * ask for it; a pass of the watchdog does anyway.
   *
   * @return those that start
   */
  public List<Lease> advance() {
    return store.advanceQueue(NodeId.LOCAL, clock.instant(), rules());
  }

  /** Where each lease of the queue stands. */
  public Map<LeaseId, QueuePlace> places() {
    return store.queue(NodeId.LOCAL, clock.instant(), rules());
  }

  private QueueRules rules() {
    return new QueueRules(new GpuQueue.Timing(config.settle(), config.patience()));
  }
}
