package dev.berth.lease;

import dev.berth.kernel.LeaseId;
import dev.berth.kernel.UserId;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/** What is inside of workspaces, in memory. */
public final class InMemoryInsideStore implements InsideStore {

  private final InMemoryLeaseStore leases;
  private final Map<LeaseId, Map<Part, String>> digests = new HashMap<>();

  public InMemoryInsideStore(InMemoryLeaseStore leases) {
    this.leases = leases;
  }

  @Override
  public synchronized Map<Part, String> of(LeaseId lease) {
    return Map.copyOf(parts(lease));
  }

  @Override
  public synchronized void write(LeaseId lease, Part part, String digest) {
    parts(lease).put(part, digest);
  }

  @Override
  public synchronized void forget(LeaseId lease, Part part) {
    parts(lease).remove(part);
  }

  @Override
  public synchronized void forget(LeaseId lease) {
    digests.remove(lease);
  }

  @Override
  public void outdated(UserId owner) {
    leases.lookAgain(owner);
  }

  /** All at once, which is within any time. */
  @Override
  public synchronized void forgetAll(Instant from, Duration within) {
    digests.clear();
    leases.lookAgainAtAll(from);
  }

  private Map<Part, String> parts(LeaseId lease) {
    return digests.computeIfAbsent(lease, _ -> new EnumMap<>(Part.class));
  }
}
