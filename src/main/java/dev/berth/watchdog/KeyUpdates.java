package dev.berth.watchdog;

import dev.berth.account.SshKeysChanged;
import dev.berth.engine.ContainerEngine;
import dev.berth.engine.EngineException;
import dev.berth.lease.LeaseStore;
import dev.berth.lease.Owners;
import dev.berth.lease.model.Lease;
import dev.berth.lease.model.LeaseState;
import dev.berth.workspace.WorkspaceFiles;
import io.quarkus.logging.Log;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.concurrent.ExecutorService;

/** Brings a user's changed SSH keys into her running workspaces. */
@Singleton
class KeyUpdates {

  private final ContainerEngine engine;
  private final LeaseStore leases;
  private final Owners owners;
  private final ExecutorService threads;

  KeyUpdates(
      ContainerEngine engine,
      LeaseStore leases,
      Owners owners,
      @Named("background") ExecutorService threads) {
    this.engine = engine;
    this.leases = leases;
    this.owners = owners;
    this.threads = threads;
  }

  void changed(@Observes(during = TransactionPhase.AFTER_SUCCESS) SshKeysChanged event) {
    threads.execute(
        () ->
            leases.live(event.owner()).stream()
                .filter(lease -> lease.state() instanceof LeaseState.Active)
                .forEach(this::update));
  }

  private void update(Lease lease) {
    String name = lease.id().containerName();
    try {
      var running = engine.find(name).filter(container -> container.isRunning());
      if (running.isPresent()) {
        var keys = WorkspaceFiles.incomingKeys(owners.loginKeys(lease.owner()));
        engine.putFiles(name, List.of(keys));
        var result = engine.exec(name, WorkspaceFiles.installKeys(lease.spec()));
        if (result.exitCode() != 0) {
          Log.errorf("keys of lease %s were not taken over: %s", lease.id(), result.output());
        }
      }
    } catch (EngineException e) {
      Log.errorf("keys of lease %s were not brought in: %s", lease.id(), e.getMessage());
    }
  }
}
