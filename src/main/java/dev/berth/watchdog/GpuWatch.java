package dev.berth.watchdog;

import dev.berth.database.DatabaseFailure;
import dev.berth.engine.EngineException;
import dev.berth.engine.GpuEngine;
import dev.berth.gpu.GpuConfig;
import dev.berth.gpu.LossStore;
import dev.berth.kernel.LeaseId;
import dev.berth.lease.LeaseStore;
import dev.berth.lease.model.Lease;
import dev.berth.lease.model.LeaseState.Running;
import io.quarkus.logging.Log;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.Optional;
import java.util.stream.Gatherers;

/**
 * Asks running workspaces from time to time whether they see their GPUs still: a container can lose
 * them while it runs. A pass of its own, for a driver that hangs must not hold up the stop of a
 * lease.
 */
@Singleton
class GpuWatch {

  /** Each may take as long as {@code berth.engine.deadline.gpus}. */
  private static final int AT_ONCE = 4;

  private static final int MOST = 32;

  private final GpuEngine engine;
  private final LeaseStore leases;
  private final LossStore losses;
  private final GpuLosses after;
  private final WatchdogMetrics metrics;
  private final GpuConfig config;
  private final InstantSource clock;

  GpuWatch(
      GpuEngine engine,
      LeaseStore leases,
      LossStore losses,
      GpuLosses after,
      WatchdogMetrics metrics,
      GpuConfig config,
      InstantSource clock) {
    this.engine = engine;
    this.leases = leases;
    this.losses = losses;
    this.after = after;
    this.metrics = metrics;
    this.config = config;
    this.clock = clock;
  }

  /** Looks into those workspaces whose turn it is. Not to be run twice at once. */
  void pass() {
    losses.claimDue(clock.instant(), config.checkEvery(), MOST).stream()
        .gather(Gatherers.mapConcurrent(AT_ONCE, this::look))
        .forEach(_ -> {});
  }

  private LeaseId look(LeaseId id) {
    try {
      var lease = running(id);
      if (lease.isPresent()) {
        var seen = engine.visibleGpus(id);
        // What ends meanwhile fails in its own ways.
        running(id)
            .filter(now -> now.version() == lease.get().version())
            .ifPresent(now -> after.take(now, seen));
      }
    } catch (EngineException e) {
      Log.debugf("lease %s: nothing is learnt of its GPUs: %s", id, e.getMessage());
    } catch (RuntimeException e) {
      if (DatabaseFailure.isUnavailable(e)) {
        throw e; // Of no use to go on; whoever runs the pass tells of it once.
      }
      // One bad lease must not stop the others.
      metrics.failed();
      Log.errorf(e, "lease %s could not be asked for its GPUs", id);
    }
    return id;
  }

  private Optional<Lease> running(LeaseId id) {
    return leases
        .find(id)
        .filter(lease -> lease.state() instanceof Running)
        .filter(Lease::holdsGpus);
  }
}
