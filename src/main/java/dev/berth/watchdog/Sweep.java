package dev.berth.watchdog;

import dev.berth.engine.ContainerEngine;
import dev.berth.engine.EngineException;
import dev.berth.engine.model.ObservedContainer;
import dev.berth.kernel.LeaseId;
import dev.berth.lease.LeaseStore;
import dev.berth.lease.Nudge;
import dev.berth.lease.model.Lease;
import dev.berth.lease.model.LeaseState;
import dev.berth.watchdog.model.Orphans;
import io.quarkus.logging.Log;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Compares every container with the leases: for what no event told and nothing made due. */
@Singleton
class Sweep {

  private final ContainerEngine engine;
  private final LeaseStore leases;
  private final Nudge nudge;
  private final Links links;
  private final Copies copies;
  private final EngineSight sight;
  private final WatchdogMetrics metrics;
  private Set<String> orphansBefore = Set.of();

  Sweep(
      ContainerEngine engine,
      LeaseStore leases,
      Nudge nudge,
      Links links,
      Copies copies,
      EngineSight sight,
      WatchdogMetrics metrics) {
    this.engine = engine;
    this.leases = leases;
    this.nudge = nudge;
    this.links = links;
    this.copies = copies;
    this.sight = sight;
    this.metrics = metrics;
  }

  /** One sweep; not to be run twice at once. */
  void run() {
    try {
      // Containers before leases: the other order would show one started in between as an orphan.
      var containers = engine.list();
      sight.answered();
      var live =
          leases.liveAmong(leaseIds(containers)).stream()
              .collect(Collectors.toMap(Lease::id, Function.identity()));
      containers.forEach(container -> lookAt(container, live));
      removeOrphans(Orphans.among(containers, live.keySet()));
      links.removeUnused();
      copies.sweep();
      metrics.count(leases);
    } catch (EngineException e) {
      // What was seen before proves nothing now.
      orphansBefore = Set.of();
      if (sight.lost(String.valueOf(e.getMessage()))) {
        Log.warnf("the engine can't be observed, nothing is concluded: %s", e.getMessage());
      }
    }
  }

  /** Of what is on its way the watchdog knows; this is for what changed behind its back. */
  private void lookAt(ObservedContainer container, Map<LeaseId, Lease> live) {
    container
        .lease()
        .map(live::get)
        .filter(
            lease ->
                switch (lease.state()) {
                  case LeaseState.Running _ -> !container.isRunning();
                  case LeaseState.Resting _, LeaseState.Queued _ -> container.isRunning();
                  case LeaseState.Starting _,
                      LeaseState.Stopping _,
                      LeaseState.Releasing _,
                      LeaseState.Released _ ->
                      false;
                })
        .ifPresent(lease -> nudge.lease(lease.id()));
  }

  private static List<LeaseId> leaseIds(List<ObservedContainer> containers) {
    return containers.stream().flatMap(container -> container.lease().stream()).toList();
  }

  private void removeOrphans(List<String> orphans) throws EngineException {
    var remove = Orphans.toRemove(orphans, orphansBefore);
    orphansBefore = Set.copyOf(orphans);
    for (String name : remove) {
      Log.warnf("removing container %s: no live lease stands for it", name);
      try {
        engine.remove(name);
        metrics.removedOrphan();
      } catch (EngineException.Unavailable e) {
        throw e;
      } catch (EngineException e) {
        // One that does not go must not keep the others.
        metrics.failed();
        Log.errorf("container %s is not removed: %s", name, e.getMessage());
      }
    }
  }
}
