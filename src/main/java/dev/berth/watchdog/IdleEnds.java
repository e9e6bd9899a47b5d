package dev.berth.watchdog;

import dev.berth.audit.Audit;
import dev.berth.idle.IdleStore;
import dev.berth.idle.model.IdleRule;
import dev.berth.idle.model.IdleTexts;
import dev.berth.idle.model.IdleWindow.Step;
import dev.berth.idle.model.IdleWindow.Verdict;
import dev.berth.lease.LeaseStore;
import dev.berth.lease.Nudge;
import dev.berth.lease.model.Actor;
import dev.berth.lease.model.Lease;
import dev.berth.lease.model.LeaseState.Running;
import dev.berth.notify.model.Notice;
import io.quarkus.logging.Log;
import jakarta.inject.Singleton;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Does what a look at a workspace's use has led to. What is known is written first, by whoever has
 * the turn: who comes late warns nobody and stops nothing.
 */
@Singleton
class IdleEnds {

  private final IdleStore store;
  private final LeaseStore leases;
  private final IdleWarnings warnings;
  private final Audit audit;
  private final Nudge nudge;
  private final WatchdogMetrics metrics;
  private final InstantSource clock;

  IdleEnds(
      IdleStore store,
      LeaseStore leases,
      IdleWarnings warnings,
      Audit audit,
      Nudge nudge,
      WatchdogMetrics metrics,
      InstantSource clock) {
    this.store = store;
    this.leases = leases;
    this.warnings = warnings;
    this.audit = audit;
    this.nudge = nudge;
    this.metrics = metrics;
    this.clock = clock;
  }

  /**
   * @param lease as it was looked at
   */
  void take(Lease lease, IdleStore.Due due, Step step, IdleRule rule) {
    var now = clock.instant();
    switch (step.verdict()) {
      case Verdict.Nothing _ -> write(due, step);
      case Verdict.InUse(var use, var news) ->
          audit.together(
              () -> {
                boolean written = write(due, step);
                if (written && news) {
                  leases.addEvent(lease.id(), "idle-over", "in use again: " + use.signals(), now);
                }
                return written;
              });
      case Verdict.Warn warn -> {
        var notice = warnings.notice(lease, warn, due.turn(), now);
        if (audit.together(() -> write(due, step) && tell(lease, notice, now))) {
          Log.infof("lease %s: %s", lease.id(), notice.subject());
          warnings.show(lease, notice);
        }
      }
      case Verdict.Stop stop -> stop(lease, due, step, IdleTexts.stopped(stop, rule.thresholds()));
    }
  }

  private boolean write(IdleStore.Due due, Step step) {
    return store.write(due, step.next(), Optional.empty());
  }

  private boolean tell(Lease lease, Notice notice, Instant now) {
    leases.addEvent(lease.id(), "idle-warning", notice.text(), now);
    warnings.post(notice, now);
    return true;
  }

  private void stop(Lease lease, IdleStore.Due due, Step step, String why) {
    var now = clock.instant();
    if (audit.together(() -> write(due, step) && stop(lease, why, now))) {
      metrics.stoppedIdle();
      Log.infof("lease %s %s", lease.id(), why);
      nudge.lease(lease.id());
    }
  }

  /** False where somebody else wrote: then the next look decides anew. */
  private boolean stop(Lease lease, String why, Instant now) {
    if (!(lease.state() instanceof Running running)
        || !leases.replace(lease.with(running.stop(Actor.IDLE_RULE, now)), now, now)) {
      return false;
    }
    leases.addEvent(lease.id(), "idle-stop", why, now);
    audit.record("berth", "lease.stop", lease.id().value(), why);
    return true;
  }
}
