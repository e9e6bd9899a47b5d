package dev.berth.watchdog;

import dev.berth.disk.DiskGuard;
import dev.berth.engine.ContainerEngine;
import dev.berth.engine.EngineException;
import dev.berth.engine.model.KeepSpec;
import dev.berth.engine.model.KeptImage;
import dev.berth.kernel.ImageRef;
import dev.berth.kernel.LeaseId;
import dev.berth.lease.LeaseStore;
import dev.berth.lease.model.Lease;
import dev.berth.workspace.WorkspaceFiles;
import io.quarkus.logging.Log;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Images made of containers, so that what is in one is in the next. A container goes only once its
 * image is there; an image goes once a newer one is there, or its lease is over.
 */
@Singleton
class Copies {

  private final ContainerEngine engine;
  private final LeaseStore leases;
  private final DiskGuard disk;
  private final WatchdogMetrics metrics;

  Copies(ContainerEngine engine, LeaseStore leases, DiskGuard disk, WatchdogMetrics metrics) {
    this.engine = engine;
    this.leases = leases;
    this.disk = disk;
    this.metrics = metrics;
  }

  /** Whether the disk has room for another image or container. */
  boolean hasRoom() {
    return disk.low().isEmpty();
  }

  /** Keeps what is in a container that is down and older than its lease, then removes it. */
  void renew(Lease lease) throws EngineException {
    int generation = lease.generation();
    if (!isKept(lease)) {
      leases.addEvent(
          lease.id(),
          "re-creating",
          "making the workspace anew, with the files and packages in it",
          lease.state().since());
      keep(lease);
      if (!isKept(lease)) {
        throw new EngineException.Rejected("the workspace could not be kept");
      }
      metrics.recreated();
    }
    engine.removeOlder(lease.id().containerName(), generation);
  }

  private void keep(Lease lease) throws EngineException {
    try {
      engine.keep(
          new KeepSpec(
              lease.id(),
              lease.generation(),
              lease.spec().ssh() ? WorkspaceFiles.blanks(lease.spec()) : List.of(),
              lease.spec().ssh() ? Optional.of(lease.spec().login().user()) : Optional.empty()));
    } catch (EngineException.ImageMissing e) {
      // That of the container itself, which no baking brings back.
      throw new EngineException.Rejected(String.valueOf(e.getMessage()), e);
    }
  }

  private boolean isKept(Lease lease) throws EngineException {
    return newest(lease).filter(kept -> kept.generation() == lease.generation()).isPresent();
  }

  /** What the container of a lease is to be made from, where an earlier one was kept. */
  Optional<ImageRef> image(Lease lease) throws EngineException {
    return lease.generation() == 0 ? Optional.empty() : newest(lease).map(KeptImage::image);
  }

  private Optional<KeptImage> newest(Lease lease) throws EngineException {
    return engine.kept().stream()
        .filter(kept -> kept.lease().equals(lease.id()))
        .filter(kept -> kept.generation() <= lease.generation())
        .max(Comparator.comparingInt(KeptImage::generation));
  }

  /** After the container of a lease that is over is gone. */
  void forget(Lease lease) throws EngineException {
    if (lease.generation() > 0) {
      for (var kept : engine.kept()) {
        if (kept.lease().equals(lease.id())) {
          remove(kept);
        }
      }
    }
  }

  /** Removes what no container will be made from any more. */
  void sweep() throws EngineException {
    for (var kept : unneeded()) {
      remove(kept);
    }
  }

  /** What no container will be made from any more; one may use it still. */
  List<KeptImage> unneeded() throws EngineException {
    // Images before leases, as with containers: one kept in between is not seen.
    Map<LeaseId, List<KeptImage>> all =
        engine.kept().stream().collect(Collectors.groupingBy(KeptImage::lease));
    var live =
        leases.liveAmong(List.copyOf(all.keySet())).stream()
            .map(Lease::id)
            .collect(Collectors.toSet());
    return all.entrySet().stream()
        .flatMap(
            entry ->
                live.contains(entry.getKey())
                    ? older(entry.getValue()).stream()
                    : entry.getValue().stream())
        .toList();
  }

  /** All but the newest; of two that are as new, that which has a name stays. */
  private static List<KeptImage> older(Collection<KeptImage> images) {
    return images.stream()
        .sorted(
            Comparator.comparingInt(KeptImage::generation)
                .thenComparing(kept -> !kept.image().value().startsWith("sha256:"))
                .reversed())
        .skip(1)
        .toList();
  }

  /** Removes one, and says why where it does not go: another sweep comes. */
  Optional<String> remove(KeptImage kept) throws EngineException.Unavailable {
    try {
      engine.removeKept(kept);
      return Optional.empty();
    } catch (EngineException.Unavailable e) {
      throw e;
    } catch (EngineException e) {
      Log.debugf("image %s stays: %s", kept.image(), e.getMessage());
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }
}
