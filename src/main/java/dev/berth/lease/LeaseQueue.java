package dev.berth.lease;

import dev.berth.grant.model.GpuQueue;
import dev.berth.kernel.LeaseId;
import dev.berth.kernel.NodeId;
import dev.berth.kernel.UserId;
import dev.berth.lease.model.FairShare;
import dev.berth.lease.model.Lease;
import dev.berth.lease.model.QueueRules;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The leases that wait for GPUs. */
@Singleton
public class LeaseQueue {

  private final LeaseStore store;
  private final Owners owners;
  private final QueueConfig config;
  private final InstantSource clock;

  public LeaseQueue(LeaseStore store, Owners owners, QueueConfig config, InstantSource clock) {
    this.store = store;
    this.owners = owners;
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
    var now = clock.instant();
    return store.advanceQueue(NodeId.LOCAL, now, rules(now));
  }

  /** Where each lease of the queue stands. */
  public Map<LeaseId, QueuePlace> places() {
    var now = clock.instant();
    return store.queue(NodeId.LOCAL, now, rules(now));
  }

  /** For one look at the queue: it asks for the share of an owner with each lease of hers. */
  private QueueRules rules(Instant now) {
    var shares = new HashMap<UserId, QueueRules.Share>();
    return new QueueRules(
        new GpuQueue.Timing(config.settle(), config.patience()),
        owner -> shares.computeIfAbsent(owner, each -> share(each, now)));
  }

  private QueueRules.Share share(UserId owner, Instant now) {
    var halfLife = config.halfLife();
    var had = store.gpuTime(owner, FairShare.horizon(now, halfLife), now);
    return new QueueRules.Share(
        owners.plan(owner).limits().amounts().weight(), FairShare.hours(had, now, halfLife));
  }
}
