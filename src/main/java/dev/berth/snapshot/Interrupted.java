package dev.berth.snapshot;

import dev.berth.engine.EngineException;
import dev.berth.engine.model.ObservedContainer;
import dev.berth.engine.model.ObservedContainer.Phase;
import dev.berth.image.Images;
import dev.berth.kernel.LeaseId;
import dev.berth.lease.LeaseStore;
import dev.berth.lease.model.Lease;
import io.quarkus.logging.Log;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Heals what a snapshot leaves behind that was broken off: an engine that is killed in the middle
 * of one, and keeps its containers running, leaves the workspace frozen for ever.
 */
@Singleton
public class Interrupted {

  private final Snapshots.Engine engine;
  private final Images images;
  private final LeaseStore leases;
  private final InstantSource clock;
  private volatile Set<LeaseId> before = Set.of();

  public Interrupted(
      Snapshots.Engine engine, Images images, LeaseStore leases, InstantSource clock) {
    this.engine = engine;
    this.images = images;
    this.leases = leases;
    this.clock = clock;
  }

  /** One sweep, over all containers as a list shows them. */
  public void sweep(List<ObservedContainer> containers) throws EngineException {
    engine.leftovers().sweep();
    var frozen = new HashSet<LeaseId>();
    for (var container : containers) {
      if (container.phase() == Phase.PAUSED) {
        container.lease().filter(lease -> !images.isCopying(lease)).ifPresent(frozen::add);
      }
    }
    for (var lease : frozen) {
      // Twice: a snapshot may have ended since the list was made.
      if (before.contains(lease) && leases.find(lease).filter(Lease::isLive).isPresent()) {
        resume(lease);
      }
    }
    before = frozen;
  }

  private void resume(LeaseId lease) throws EngineException.Unavailable {
    try {
      engine.snapshots().resume(lease.containerName());
      String what = "its container was frozen, and goes on: no snapshot is being taken of it";
      Log.warnf("lease %s: %s", lease, what);
      leases.addEvent(lease, "resumed", what, clock.instant());
    } catch (EngineException.Unavailable e) {
      throw e;
    } catch (EngineException e) {
      Log.warnf("lease %s stays frozen: %s", lease, e.getMessage());
    }
  }
}
