package dev.berth.watchdog;

import dev.berth.engine.ContainerEngine;
import dev.berth.engine.EngineException;
import dev.berth.engine.model.ObservedContainer;
import dev.berth.kernel.LeaseId;
import dev.berth.lease.LeaseStore;
import dev.berth.lease.Nudge;
import dev.berth.watchdog.model.Orphans;
import io.quarkus.logging.Log;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Set;

/** Compares every container with the leases: for what no event told and nothing made due. */
@Singleton
class Sweep {

  private final ContainerEngine engine;
  private final LeaseStore leases;
  private final Nudge nudge;
  private final EngineSight sight;
  private final WatchdogMetrics metrics;
  private Set<String> orphansBefore = Set.of();

  Sweep(
      ContainerEngine engine,
      LeaseStore leases,
      Nudge nudge,
      EngineSight sight,
      WatchdogMetrics metrics) {
    this.engine = engine;
    this.leases = leases;
    this.nudge = nudge;
    this.sight = sight;
    this.metrics = metrics;
  }

  /** One sweep; not to be run twice at once. */
  void run() {
    try {
      // Containers before leases: the other order would show one started in between as an orphan.
      var containers = engine.list();
      sight.answered();
      var live = Set.copyOf(leases.liveAmong(leaseIds(containers)));
      containers.stream()
          .filter(container -> !container.isRunning())
          .flatMap(container -> container.lease().stream())
          .filter(live::contains)
          .forEach(nudge::lease);
      removeOrphans(Orphans.among(containers, live));
      metrics.count(leases);
    } catch (EngineException e) {
      // What was seen before proves nothing now.
      orphansBefore = Set.of();
      if (sight.lost(String.valueOf(e.getMessage()))) {
        Log.warnf("the engine can't be observed, nothing is concluded: %s", e.getMessage());
      }
    }
  }

  private static List<LeaseId> leaseIds(List<ObservedContainer> containers) {
    return containers.stream().flatMap(container -> container.lease().stream()).toList();
  }

  private void removeOrphans(List<String> orphans) throws EngineException {
    var remove = Orphans.toRemove(orphans, orphansBefore);
    for (String name : remove) {
      Log.warnf("removing container %s: no live lease stands for it", name);
      engine.remove(name);
    }
    metrics.removedOrphans(remove.size());
    orphansBefore = Set.copyOf(orphans);
  }
}
