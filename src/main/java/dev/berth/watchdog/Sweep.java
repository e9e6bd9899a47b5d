package dev.berth.watchdog;

import dev.berth.engine.EngineException;
import dev.berth.engine.model.ObservedContainer;
import dev.berth.kernel.LeaseId;
import dev.berth.lease.Nudge;
import dev.berth.lease.model.LeaseState;
import dev.berth.snapshot.Interrupted;
import io.quarkus.logging.Log;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;

/** Compares every container with the leases: for what no event told and nothing made due. */
@Singleton
class Sweep {

  private final Strays strays;
  private final Nudge nudge;
  private final Links links;
  private final Copies copies;
  private final Interrupted interrupted;
  private final EngineSight sight;
  private final WatchdogMetrics metrics;

  Sweep(
      Strays strays,
      Nudge nudge,
      Links links,
      Copies copies,
      Interrupted interrupted,
      EngineSight sight,
      WatchdogMetrics metrics) {
    this.strays = strays;
    this.nudge = nudge;
    this.links = links;
    this.copies = copies;
    this.interrupted = interrupted;
    this.sight = sight;
    this.metrics = metrics;
  }

  /** One sweep; not to be run twice at once. */
  void run() {
    try {
      var seen = strays.look();
      sight.answered();
      seen.containers().forEach(container -> lookAt(container, seen.live()));
      seen.missing().forEach(nudge::lease);
      for (var renamed : seen.renamed()) {
        strays.settle(renamed).ifPresent(nudge::lease);
      }
      removeOrphans(seen.orphans());
      links.removeUnused();
      copies.sweep();
      interrupted.sweep(seen.containers());
      metrics.count(seen.live().values());
    } catch (EngineException e) {
      strays.forget();
      if (sight.lost(String.valueOf(e.getMessage()))) {
        Log.warnf("the engine can't be observed, nothing is concluded: %s", e.getMessage());
      }
    }
  }

  /** Of what is on its way the watchdog knows; this is for what changed behind its back. */
  private void lookAt(ObservedContainer container, Map<LeaseId, LeaseState> live) {
    container
        .lease()
        .map(live::get)
        .filter(
            state ->
                switch (state) {
                  case LeaseState.Running _ -> !container.isRunning();
                  case LeaseState.Resting _, LeaseState.Queued _, LeaseState.Offered _ ->
                      container.isRunning();
                  case LeaseState.Starting _,
                      LeaseState.Stopping _,
                      LeaseState.Releasing _,
                      LeaseState.Released _ ->
                      false;
                })
        .ifPresent(_ -> container.lease().ifPresent(nudge::lease));
  }

  private void removeOrphans(List<String> orphans) throws EngineException {
    var remove = strays.seenBefore(orphans);
    strays.remember(orphans);
    for (String name : remove) {
      strays.remove(name);
    }
  }
}
