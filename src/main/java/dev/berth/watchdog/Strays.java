package dev.berth.watchdog;

import dev.berth.engine.ContainerEngine;
import dev.berth.engine.EngineException;
import dev.berth.engine.model.ObservedContainer;
import dev.berth.kernel.LeaseId;
import dev.berth.lease.LeaseStore;
import dev.berth.lease.model.LeaseState;
import dev.berth.watchdog.model.Orphans;
import dev.berth.watchdog.model.Renamed;
import io.quarkus.logging.Log;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Containers without a live lease, and which of them the last sweep saw as well. */
@Singleton
class Strays {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final ContainerEngine engine;
  private final LeaseStore leases;
  private final WatchdogMetrics metrics;
  private final InstantSource clock;
  private volatile Set<String> before = Set.of();

  Strays(ContainerEngine engine, LeaseStore leases, WatchdogMetrics metrics, InstantSource clock) {
    this.clock = clock;
    this.engine = engine;
    this.leases = leases;
    this.metrics = metrics;
  }

  /** Every container of this installation, and every live lease. */
  record Seen(List<ObservedContainer> containers, Map<LeaseId, LeaseState> live) {

    List<String> orphans() {
      return Orphans.among(containers, live.keySet());
    }

    /** Running leases without a container. */
    List<LeaseId> missing() {
      var there =
          containers.stream().flatMap(it -> it.lease().stream()).collect(Collectors.toSet());
      return live.entrySet().stream()
          .filter(entry -> entry.getValue() instanceof LeaseState.Running)
          .map(Map.Entry::getKey)
          .filter(lease -> !there.contains(lease))
          .toList();
    }

    List<Renamed> renamed() {
      return Renamed.among(containers, live.keySet());
    }
  }

  Seen look() throws EngineException {
    // Containers before leases: the other order would show one started in between as an orphan.
    var containers = engine.list();
    return new Seen(containers, leases.liveStates());
  }

  /** Of these, the ones that the last sweep saw. */
  List<String> seenBefore(List<String> orphans) {
    return Orphans.toRemove(orphans, before);
  }

  void remember(List<String> orphans) {
    before = Set.copyOf(orphans);
  }

  /** What was seen before proves nothing now. */
  void forget() {
    before = Set.of();
  }

  /** Its lease, where it has its container back and may want it otherwise. */
  Optional<LeaseId> settle(Renamed renamed) throws EngineException.Unavailable {
    try {
      return switch (renamed) {
        case Renamed.PutBack(var id, var name, var lease) -> {
          engine.rename(id, lease.containerName());
          String what = "its container had been renamed to " + name;
          Log.warnf("lease %s: %s", lease, what);
          leases.addEvent(lease, "renamed-back", what, clock.instant());
          yield Optional.of(lease);
        }
        case Renamed.Stop(var name) -> {
          Log.warnf("stopping container %s: its lease has another one", name);
          engine.stop(name, PATIENCE);
          yield Optional.empty();
        }
      };
    } catch (EngineException.Unavailable e) {
      throw e;
    } catch (EngineException e) {
      metrics.failed();
      Log.errorf("a renamed container stays as it is: %s", e.getMessage());
      return Optional.empty();
    }
  }

  /** Removes one, and says why where it does not go: it must not keep the others. */
  Optional<String> remove(String name) throws EngineException.Unavailable {
    Log.warnf("removing container %s: no live lease stands for it", name);
    try {
      engine.remove(name);
      metrics.removedOrphan();
      return Optional.empty();
    } catch (EngineException.Unavailable e) {
      throw e;
    } catch (EngineException e) {
      metrics.failed();
      Log.errorf("container %s is not removed: %s", name, e.getMessage());
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }
}
