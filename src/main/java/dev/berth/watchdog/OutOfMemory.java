package dev.berth.watchdog;

import dev.berth.engine.ContainerAccess;
import dev.berth.engine.EngineException;
import dev.berth.engine.model.ContainerProcess;
import dev.berth.kernel.LeaseId;
import dev.berth.lease.HealthStore;
import dev.berth.lease.LeaseStore;
import dev.berth.lease.model.Lease;
import dev.berth.watchdog.model.MemoryReport;
import io.quarkus.logging.Log;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.ExecutorService;

/** Tells owners of processes that the kernel killed, which would otherwise just be gone. */
@Singleton
class OutOfMemory {

  /** A program that is started again and again must not fill the history. */
  private static final Duration PAUSE = Duration.ofMinutes(1);

  private final ContainerAccess inside;
  private final LeaseStore leases;
  private final HealthStore health;
  private final WatchdogMetrics metrics;
  private final InstantSource clock;
  private final ExecutorService threads;

  OutOfMemory(
      ContainerAccess inside,
      LeaseStore leases,
      HealthStore health,
      WatchdogMetrics metrics,
      InstantSource clock,
      @Named("background") ExecutorService threads) {
    this.inside = inside;
    this.leases = leases;
    this.health = health;
    this.metrics = metrics;
    this.clock = clock;
    this.threads = threads;
  }

  /** The engine said so. Looks on another thread: the stream of events must not wait. */
  void noticed(LeaseId id) {
    threads.execute(() -> tell(id));
  }

  private void tell(LeaseId id) {
    try {
      var lease = leases.find(id);
      var now = clock.instant();
      if (lease.isPresent() && health.claimOutOfMemory(id, now, PAUSE)) {
        metrics.outOfMemory();
        leases.addEvent(id, "out-of-memory", report(lease.get()), now);
      }
    } catch (RuntimeException e) {
      // News that is lost: whatever was killed is no less dead.
      Log.warnf("lease %s: its lack of memory is not told: %s", id, e.getMessage());
    }
  }

  private String report(Lease lease) {
    // The processes first, before the usage takes its second.
    var processes = processes(lease.id().containerName());
    return MemoryReport.of(
        lease.spec().resources().memory(), inUse(lease.id().containerName()), processes);
  }

  private List<ContainerProcess> processes(String container) {
    try {
      return inside.top(container);
    } catch (EngineException e) {
      Log.debugf("the processes of %s are not known: %s", container, e.getMessage());
      return List.of();
    }
  }

  private OptionalLong inUse(String container) {
    try {
      return OptionalLong.of(inside.usage(container).memoryBytes());
    } catch (EngineException e) {
      Log.debugf("the memory of %s is not known: %s", container, e.getMessage());
      return OptionalLong.empty();
    }
  }
}
