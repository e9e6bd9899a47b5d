package dev.berth.watchdog.model;

import dev.berth.engine.model.ObservedContainer;
import dev.berth.kernel.LeaseId;
import java.util.List;
import java.util.Set;

/**
 * Containers of this installation that no live lease stands for. One is removed only when two
 * sweeps in a row saw it: a lease may just be on its way in or out.
 */
public final class Orphans {

  private Orphans() {}

  /** Names of containers without a live lease. The containers were listed before the leases. */
  public static List<String> among(List<ObservedContainer> containers, Set<LeaseId> live) {
    return containers.stream()
        .filter(container -> container.lease().filter(live::contains).isEmpty())
        .map(ObservedContainer::name)
        .toList();
  }

  /** Those to remove now. */
  public static List<String> toRemove(List<String> seenNow, Set<String> seenBefore) {
    return seenNow.stream().filter(seenBefore::contains).toList();
  }
}
