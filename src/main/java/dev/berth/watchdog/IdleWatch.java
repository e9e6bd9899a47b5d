package dev.berth.watchdog;

import dev.berth.database.DatabaseFailure;
import dev.berth.engine.EngineException;
import dev.berth.idle.IdleConfig;
import dev.berth.idle.IdleRules;
import dev.berth.idle.IdleStore;
import dev.berth.idle.RuleUpdates;
import dev.berth.idle.model.IdleRule;
import dev.berth.lease.LeaseStore;
import dev.berth.lease.model.Lease;
import dev.berth.lease.model.LeaseState.Running;
import io.quarkus.logging.Log;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.stream.Gatherers;

/**
 * Looks at running workspaces that are stopped when they do nothing. Those of no such rule cost
 * nothing until something changes, see {@link RuleUpdates}.
 */
@Singleton
class IdleWatch {

  private static final int AT_ONCE = 8;
  private static final int MOST = 64;

  /** So that a pass ends, however slow the engine is. */
  private static final int BATCHES = 32;

  private final IdleProbe probe;
  private final IdleEnds after;
  private final LeaseStore leases;
  private final Memory memory;
  private final IdleConfig config;
  private final WatchdogMetrics metrics;
  private final InstantSource clock;

  /** What was seen so far, and under which rules. */
  record Memory(IdleStore store, IdleRules rules, RuleUpdates updates) {}

  IdleWatch(
      IdleProbe probe,
      IdleEnds after,
      LeaseStore leases,
      Memory memory,
      IdleConfig config,
      WatchdogMetrics metrics,
      InstantSource clock) {
    this.probe = probe;
    this.after = after;
    this.leases = leases;
    this.memory = memory;
    this.config = config;
    this.metrics = metrics;
    this.clock = clock;
  }

  /** Looks at those whose turn it is. Not to be run twice at once. */
  void pass() {
    memory.updates().begin();
    boolean maybeMore = true;
    for (int batch = 0; maybeMore && batch < BATCHES; batch++) {
      var due = memory.store().claimDue(clock.instant(), config.every(), MOST);
      due.stream().gather(Gatherers.mapConcurrent(AT_ONCE, this::look)).forEach(_ -> {});
      maybeMore = due.size() == MOST;
    }
  }

  private IdleStore.Due look(IdleStore.Due due) {
    try {
      var lease = leases.find(due.lease()).filter(it -> it.state() instanceof Running);
      if (lease.isPresent()) {
        look(due, lease.get());
      }
    } catch (EngineException e) {
      metrics.lookedForUse("failed");
      Log.debugf("lease %s: nothing is learnt of its use: %s", due.lease(), e.getMessage());
    } catch (RuntimeException e) {
      if (DatabaseFailure.isUnavailable(e)) {
        throw e; // Of no use to go on; whoever runs the pass tells of it once.
      }
      // One bad lease must not stop the others.
      metrics.failed();
      Log.errorf(e, "lease %s could not be looked at for its use", due.lease());
    }
    return due;
  }

  private void look(IdleStore.Due due, Lease lease) throws EngineException {
    var now = clock.instant();
    var stopAfter = memory.rules().stopAfter(lease);
    if (stopAfter.isEmpty() && !memory.rules().changeByThemselves(lease.owner())) {
      memory.store().rest(due);
      return;
    }
    if (stopAfter.isEmpty() || isAwake(due, now)) {
      putOff(due, now);
      return;
    }
    var rule = new IdleRule(stopAfter.get(), config.every(), config.thresholds());
    var look = probe.look(lease);
    metrics.lookedForUse(look.unknown().isEmpty() ? "seen" : "unknown");
    after.take(lease, due, due.known().window().take(look, rule, now), rule);
  }

  private static boolean isAwake(IdleStore.Due due, Instant now) {
    return due.known().awakeUntil().filter(now::isBefore).isPresent();
  }

  private void putOff(IdleStore.Due due, Instant now) {
    var longest = now.plus(IdleStore.MOST_PAUSE);
    var next =
        due.known().awakeUntil().filter(now::isBefore).filter(longest::isAfter).orElse(longest);
    memory.store().write(due, due.known().window().forgotten(), Optional.of(next));
  }
}
