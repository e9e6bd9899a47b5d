package dev.berth.lease;

import dev.berth.grant.model.Gpu;
import dev.berth.grant.model.GpuQueue;
import dev.berth.kernel.GpuId;
import dev.berth.kernel.LeaseId;
import dev.berth.lease.model.Commitments;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/** GPUs to be had and GPUs held, as {@link InMemoryLeaseStore} knows them. */
public final class InMemoryGpus {

  private final TreeMap<GpuId, Gpu> usable = new TreeMap<>();
  private final Set<GpuId> dirty = new HashSet<>();
  private final Map<GpuId, Instant> due = new HashMap<>();
  private final TreeMap<GpuId, LeaseId> grants = new TreeMap<>();
  private Commitments commitments = Commitments.NONE;

  /** Makes exactly these to be had, now or later. */
  public synchronized void offer(List<Gpu> all) {
    usable.clear();
    all.forEach(gpu -> usable.put(gpu.id(), gpu));
  }

  /** Makes one known, or clean again. */
  public synchronized void clean(Gpu gpu) {
    usable.put(gpu.id(), gpu);
    dirty.remove(gpu.id());
  }

  public synchronized void dirty(GpuId gpu, boolean isDirty) {
    if (isDirty) {
      dirty.add(gpu);
    } else {
      dirty.remove(gpu);
    }
  }

  /** Given back, or used by others, and not seen clean since. */
  public synchronized Set<GpuId> dirty() {
    return Set.copyOf(dirty);
  }

  /** Those held, each with its lease. */
  public synchronized Map<GpuId, LeaseId> grants() {
    return Map.copyOf(grants);
  }

  /** What the node is bound to, from now on. */
  public synchronized void commit(Commitments next) {
    commitments = next;
  }

  synchronized void book(List<GpuQueue.Booking> bookings) {
    commitments = new Commitments(commitments.draining(), commitments.drainingGpus(), bookings);
  }

  synchronized Commitments commitments() {
    return commitments;
  }

  synchronized List<Gpu> usable() {
    return usable.values().stream()
        .filter(gpu -> !commitments.draining() && !commitments.drainingGpus().contains(gpu.id()))
        .toList();
  }

  synchronized void hold(LeaseId lease, List<Gpu> gpus) {
    for (var gpu : gpus) {
      if (grants.putIfAbsent(gpu.id(), lease) != null) {
        throw new IllegalStateException("GPU " + gpu.id() + " is held");
      }
    }
  }

  synchronized void free(LeaseId lease, List<Gpu> gpus, Instant until) {
    grants.values().removeIf(lease::equals);
    gpus.forEach(
        gpu -> {
          dirty(gpu.id(), !isHeld(gpu.id().device()));
          due.put(gpu.id(), until);
        });
  }

  /** Whether somebody has it or a share of it. */
  public synchronized boolean isHeld(GpuId device) {
    return grants.keySet().stream().anyMatch(gpu -> gpu.device().equals(device));
  }

  public synchronized List<GpuQueue.Booking> bookings() {
    return commitments.bookings();
  }

  synchronized Map<GpuId, Instant> busyUntil(Instant now, Function<LeaseId, Instant> end) {
    var busy = new HashMap<GpuId, Instant>();
    dirty.forEach(gpu -> busy.put(gpu, due.getOrDefault(gpu, now)));
    grants.forEach((gpu, lease) -> busy.put(gpu, end.apply(lease)));
    return busy;
  }
}
