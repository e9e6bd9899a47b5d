package dev.berth.watchdog;

import dev.berth.engine.EngineException;
import dev.berth.kernel.LeaseId;
import dev.berth.lease.LeaseStore;
import dev.berth.lease.Nudge;
import io.quarkus.logging.Log;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;

/**
 * Gives each lease that is due or was nudged a virtual thread to be driven on, at most one at a
 * time in this process. Other replicas may drive it too: that is safe, only wasteful.
 */
@Singleton
public class Watchdog implements Nudge {

  /** How long a claim keeps other replicas away from a lease; a crash costs this much time. */
  private static final Duration CLAIM = Duration.ofSeconds(30);

  private static final Duration RETRY = Duration.ofSeconds(3);

  private final Driver driver;
  private final LeaseStore leases;
  private final Sights sights;
  private final WatchdogMetrics metrics;
  private final WatchdogConfig config;
  private final InstantSource clock;
  private final ExecutorService threads;

  private final Set<LeaseId> driven = ConcurrentHashMap.newKeySet();
  private final Set<LeaseId> nudgedMeanwhile = ConcurrentHashMap.newKeySet();

  Watchdog(
      Driver driver,
      LeaseStore leases,
      Sights sights,
      WatchdogMetrics metrics,
      WatchdogConfig config,
      InstantSource clock,
      @Named("background") ExecutorService threads) {
    this.driver = driver;
    this.leases = leases;
    this.sights = sights;
    this.metrics = metrics;
    this.config = config;
    this.clock = clock;
    this.threads = threads;
  }

  /** Takes up what is due. Its cost follows the leases that are, not those there are. */
  void pass() {
    var now = clock.instant();
    leases.claimDue(now, now.plus(CLAIM), config.mostAtOnce()).forEach(this::lease);
  }

  @Override
  public void lease(LeaseId id) {
    nudgedMeanwhile.add(id);
    threads.execute(() -> driveAlone(id));
  }

  private void driveAlone(LeaseId id) {
    // Whoever drives looks again for a nudge after letting go, so that none falls in between.
    while (nudgedMeanwhile.contains(id) && driven.add(id)) {
      try {
        nudgedMeanwhile.remove(id);
        drive(id);
      } catch (RuntimeException e) {
        // One bad lease, or a database that is away, must not stop the others.
        if (!sights.database.lost(e) && !Thread.currentThread().isInterrupted()) {
          metrics.failed();
          Log.errorf(e, "lease %s could not be driven", id);
        }
      } finally {
        driven.remove(id);
      }
    }
  }

  private void drive(LeaseId id) {
    try {
      driver.drive(id);
      sights.engine.answered();
    } catch (EngineException.Unavailable e) {
      if (Thread.currentThread().isInterrupted()) {
        return; // The service stops; the next start goes on.
      }
      if (sights.engine.lost(String.valueOf(e.getMessage()))) {
        Log.warnf("the engine can't be observed, nothing is concluded: %s", e.getMessage());
      }
      later(id);
    } catch (EngineException e) {
      metrics.failed();
      Log.errorf(e, "lease %s: the engine refused", id);
      later(id);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt(); // The service stops; the next start goes on.
    }
  }

  private void later(LeaseId id) {
    try {
      leases.scheduleCheck(id, clock.instant().plus(RETRY));
    } catch (RuntimeException e) {
      // The database is away as well. The claim of the last pass runs out by itself.
      Log.debugf("lease %s is not put off: %s", id, e.getMessage());
    }
  }
}
