package dev.berth.watchdog;

import dev.berth.account.SshKeysChanged;
import dev.berth.lease.InsideStore;
import dev.berth.lease.LeaseStore;
import dev.berth.lease.Nudge;
import dev.berth.lease.model.LeaseState;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * Has the workspaces of a user looked at when her SSH keys change, so that they are right within a
 * second: each look at a running workspace brings its keys in.
 */
@Singleton
class KeyUpdates {

  private static final Duration ROUND = Duration.ofMinutes(1);

  private final InsideStore inside;
  private final LeaseStore leases;
  private final Nudge nudge;
  private final InstantSource clock;
  private final ExecutorService threads;
  private volatile @Nullable Instant lastCall;

  KeyUpdates(
      InsideStore inside,
      LeaseStore leases,
      Nudge nudge,
      InstantSource clock,
      @Named("background") ExecutorService threads) {
    this.inside = inside;
    this.leases = leases;
    this.nudge = nudge;
    this.clock = clock;
    this.threads = threads;
  }

  /**
   * Has everything that runs looked at anew by a Berth that has just started, for the database may
   * be an older one, and the last Berth may have crashed in the middle of something; and where the
   * clock was set back, for a look that was put off would be so for as long. To be called often.
   */
  void newRound() {
    var now = clock.instant();
    var last = lastCall;
    if (last == null || now.isBefore(last.minus(ROUND))) {
      inside.forgetAll(now, ROUND);
    }
    lastCall = now;
  }

  /** So that they are due, whatever becomes of this Berth. */
  void outdated(@Observes SshKeysChanged event) {
    inside.outdated(event.owner());
  }

  void changed(@Observes(during = TransactionPhase.AFTER_SUCCESS) SshKeysChanged event) {
    threads.execute(
        () ->
            leases.live(event.owner()).stream()
                .filter(lease -> lease.state() instanceof LeaseState.Active)
                .forEach(lease -> nudge.lease(lease.id())));
  }
}
