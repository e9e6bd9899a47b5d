package dev.berth.watchdog;

import static java.util.stream.Collectors.toSet;

import dev.berth.audit.Audit;
import dev.berth.engine.model.VisibleGpus;
import dev.berth.gpu.Gpus;
import dev.berth.gpu.LossStore;
import dev.berth.gpu.model.AfterLook;
import dev.berth.gpu.model.AfterLook.Situation;
import dev.berth.gpu.model.Watched;
import dev.berth.lease.LeaseStore;
import dev.berth.lease.Nudge;
import dev.berth.lease.model.Lease;
import dev.berth.lease.model.LeaseState.Running;
import io.quarkus.logging.Log;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** Takes note of GPUs that a running workspace does not see, or sees again, and tells of it. */
@Singleton
class GpuLosses {

  private final Gpus gpus;
  private final LossStore losses;
  private final LeaseStore leases;
  private final Audit audit;
  private final Nudge nudge;
  private final WatchdogMetrics metrics;
  private final InstantSource clock;

  GpuLosses(
      Gpus gpus,
      LossStore losses,
      LeaseStore leases,
      Audit audit,
      Nudge nudge,
      WatchdogMetrics metrics,
      InstantSource clock) {
    this.gpus = gpus;
    this.losses = losses;
    this.leases = leases;
    this.audit = audit;
    this.nudge = nudge;
    this.metrics = metrics;
    this.clock = clock;
  }

  /** Of a running lease that holds GPUs, what its workspace showed. */
  void take(Lease lease, VisibleGpus seen) {
    var now = clock.instant();
    var known = losses.find(List.of(lease.id())).getOrDefault(lease.id(), Watched.NOTHING);
    var situation =
        new Situation(
            lease.gpus().stream().map(gpu -> gpu.id().device()).collect(toSet()),
            lease.state().since(),
            known,
            gpus.list(),
            lease.spec().gpus().onLoss(),
            now);
    switch (AfterLook.of(seen, situation)) {
      case AfterLook.Fine _ -> {
        // As it should be.
      }
      case AfterLook.Back(var next) -> back(lease, next, now);
      case AfterLook.Lost lost -> lost(lease, lost, now);
    }
  }

  private void back(Lease lease, Watched next, Instant now) {
    audit.together(
        () -> {
          losses.write(lease.id(), next);
          leases.addEvent(lease.id(), "gpus-back", "the workspace sees its GPUs again", now);
          return next;
        });
    Log.infof("lease %s sees its GPUs again", lease.id());
  }

  private void lost(Lease lease, AfterLook.Lost lost, Instant now) {
    boolean restarts =
        audit.together(
            () -> {
              if (lost.news()) {
                String told = lost.loss().text() + ". " + lost.kind().remedy();
                leases.addEvent(lease.id(), "gpus-lost", told, now);
              }
              boolean restarted = lost.restart() && restart(lease, now);
              losses.write(lease.id(), restarted ? lost.next().restarted(now) : lost.next());
              return restarted;
            });
    if (lost.news()) {
      metrics.gpusLost(lost.kind());
      Log.warnf("lease %s: %s. %s", lease.id(), lost.loss().text(), lost.kind().remedy());
    }
    if (restarts) {
      nudge.lease(lease.id());
    }
  }

  /** False where somebody else wrote: then the next look decides anew. */
  private boolean restart(Lease lease, Instant now) {
    var next = lease.with(((Running) lease.state()).restart(now));
    if (!leases.replace(next, now, now)) {
      return false;
    }
    leases.addEvent(
        lease.id(), "gpus-restart", "restarting the workspace for its GPUs, as it asks for", now);
    audit.record("berth", "lease.restart", lease.id().value(), "it lost its GPUs");
    return true;
  }
}
