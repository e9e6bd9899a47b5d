package dev.berth.watchdog;

import dev.berth.lease.WarningStore;
import dev.berth.lease.model.LeaseState;
import dev.berth.lease.model.Warnings.Rules;
import dev.berth.notify.Deliveries;
import dev.berth.notify.NotifyConfig;
import dev.berth.workspace.WorkspaceConfig;
import io.quarkus.logging.Log;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.concurrent.ExecutorService;

/** Warns owners before their leases end and before their workspaces are removed. */
@Singleton
class Warnings {

  private static final int MOST = 200;

  private final WarningStore store;
  private final Deliveries deliveries;
  private final TerminalLines terminals;
  private final NotifyConfig config;
  private final WorkspaceConfig workspace;
  private final InstantSource clock;
  private final ExecutorService threads;

  Warnings(
      WarningStore store,
      Deliveries deliveries,
      TerminalLines terminals,
      NotifyConfig config,
      WorkspaceConfig workspace,
      InstantSource clock,
      @Named("background") ExecutorService threads) {
    this.store = store;
    this.deliveries = deliveries;
    this.terminals = terminals;
    this.config = config;
    this.workspace = workspace;
    this.clock = clock;
    this.threads = threads;
  }

  /** Takes up what is due. Its cost follows the warnings that are, not the leases there are. */
  void pass() {
    var means =
        new WarningStore.Means(
            new Rules(config.before(), config.beforeRemoval()),
            workspace.berthUrl(),
            deliveries.channels());
    for (var warned : store.warn(clock.instant(), means, MOST)) {
      var lease = warned.lease();
      Log.infof("lease %s: %s", lease.id(), warned.notice().subject());
      if (lease.state() instanceof LeaseState.Running && lease.spec().ssh()) {
        threads.execute(() -> terminals.show(lease, warned.notice().text()));
      }
    }
  }
}
