package dev.berth.watchdog;

import dev.berth.account.SshKeysChanged;
import dev.berth.lease.LeaseStore;
import dev.berth.lease.Nudge;
import dev.berth.lease.model.LeaseState;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.concurrent.ExecutorService;

/**
 * Has the workspaces of a user looked at when her SSH keys change, so that they are right within a
 * second. Only for speed: each look at a running workspace brings its keys in.
 */
@Singleton
class KeyUpdates {

  private final LeaseStore leases;
  private final Nudge nudge;
  private final ExecutorService threads;

  KeyUpdates(LeaseStore leases, Nudge nudge, @Named("background") ExecutorService threads) {
    this.leases = leases;
    this.nudge = nudge;
    this.threads = threads;
  }

  void changed(@Observes(during = TransactionPhase.AFTER_SUCCESS) SshKeysChanged event) {
    threads.execute(
        () ->
            leases.live(event.owner()).stream()
                .filter(lease -> lease.state() instanceof LeaseState.Active)
                .forEach(lease -> nudge.lease(lease.id())));
  }
}
