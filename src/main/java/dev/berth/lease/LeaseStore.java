package dev.berth.lease;

import dev.berth.grant.model.GpuQueue;
import dev.berth.kernel.LeaseId;
import dev.berth.kernel.NodeId;
import dev.berth.kernel.PortNumber;
import dev.berth.kernel.UserId;
import dev.berth.lease.model.Admission;
import dev.berth.lease.model.Amended;
import dev.berth.lease.model.Lease;
import dev.berth.lease.model.LeaseState;
import dev.berth.lease.model.NewLease;
import dev.berth.lease.model.QueueRules;
import dev.berth.plan.model.GpuWeek;
import dev.berth.plan.model.Use;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where leases are kept, with the ports they hold and the events they had. Every method is one
 * short transaction; every write of a state is a compare-and-set on the version that was read.
 */
public interface LeaseStore {

  /**
   * Decides on a new lease and, where it is admitted, stores it with its port, all in one step: two
   * requests at once cannot both get the last place, the same port or the same name.
   */
  Admission admit(NewLease request, Admission.Rules rules);

  /**
   * What {@link #admit} would say of a request under an Idempotency-Key that was used before; empty
   * where it was not. Tells before a request is read whether it is the same one sent again.
   */
  Optional<Admission> replayed(UserId owner, NewLease.Replay replay);

  Optional<Lease> find(LeaseId id);

  /** The owner's live lease of this name, or else the latest that had it. */
  Optional<Lease> findByName(UserId owner, String name);

  /** Newest first. */
  List<Lease> list(LeaseQuery query);

  /** Leases of one owner that are not released. */
  List<Lease> live(UserId owner);

  /** What an owner has now, with her GPU time of the last seven days. */
  Use use(UserId owner, Instant now);

  /** GPUs that leases of one owner held at some time from {@code since} until the present. */
  List<GpuWeek.Stretch> gpuTime(UserId owner, Instant since, Instant now);

  /** The leases of these ids that are not released. */
  List<Lease> liveAmong(List<LeaseId> ids);

  /**
   * Stores {@code next} if its version is still the stored one, with an event when the state's word
   * changes; frees the GPUs when it comes to rest, the ports when it is released. False means that
   * someone else was first: news, not an error.
   *
   * @param nextCheck when the watchdog must look at it again
   * @param now when its time of being up begins or ends, where it does; never before it began,
   *     whatever the clock says
   */
  boolean replace(Lease next, Instant nextCheck, Instant now);

  /**
   * As {@link #replace}, for a lease that rests and is to be up again: only as far as the owner's
   * limits allow it now, whoever else of hers comes up at the same time.
   */
  Amended bringUp(Lease next, Instant nextCheck, Instant now, Admission.Rules rules);

  /** As {@link #replace}, for a longer term: only as far as nothing else is promised meanwhile. */
  Amended extend(Lease next, Instant nextCheck, Instant now);

  /**
   * Gives a lease in one step another port in place of one that proved to be used by another
   * process, which is then left alone for {@code block}. Empty where the version is stale or no
   * port is free.
   */
  Optional<Lease> movePort(Lease next, PortNumber blocked, Duration block, Admission.Rules rules);

  /**
   * Stores {@code next}, which holds its old ports still, with the ports that its spec asks for, if
   * its version is still the stored one and its name is free: all of it or nothing. Ports it had
   * stay its own, new ones are granted, others given back. Its next check is due at once.
   *
   * @param secrets sealed, in place of those that are kept; empty leaves them
   */
  Amended amend(Lease next, Optional<byte[]> secrets, Instant now, Admission.Rules rules);

  /**
   * Gives GPUs to the leases in the queue whose turn it is, each all that it asks for: they are
   * starting then, and due at once.
   *
   * @return those that start
   */
  List<Lease> advanceQueue(NodeId node, Instant now, QueueRules rules);

  /** Where each lease of the queue stands. */
  Map<LeaseId, QueuePlace> queue(NodeId node, Instant now, QueueRules rules);

  /** Sets what an admin orders of a lease; false where it is not in the queue. */
  boolean order(LeaseId id, GpuQueue.Orders orders, Instant now);

  /**
   * Takes leases whose check is due for one watchdog: sets their next check to {@code until}, so
   * that another replica leaves them alone till then.
   */
  List<LeaseId> claimDue(Instant now, Instant until, int most);

  /**
   * Sets when the watchdog looks next, without touching the version. Does nothing where somebody
   * wrote since {@code seen} was read: that write has set it, and this would put it off.
   */
  void scheduleCheck(Lease seen, Instant at);

  /** The same for a lease of which nothing could be learnt; whoever wrote it. */
  void scheduleCheck(LeaseId id, Instant at);

  /** The host key's private half as it was given, sealed. */
  byte[] sealedHostKey(LeaseId id);

  /** Its secrets as they were given, sealed; empty where it has none. */
  Optional<byte[]> sealedSecrets(LeaseId id);

  /** Whether the lease was ever up: then clients know its port, and it must not change. */
  boolean wasRunning(LeaseId id);

  /** Adds a line to the history of a lease; cut at 2,000 characters. */
  void addEvent(LeaseId id, String kind, String message, Instant at);

  /** Events after a sequence number, oldest first. */
  List<LeaseEvent> events(LeaseId id, long after, int limit);

  Optional<LeaseEvent> lastEvent(LeaseId id);

  /** In which state each lease is that is not released. */
  Map<LeaseId, LeaseState> liveStates();
}
