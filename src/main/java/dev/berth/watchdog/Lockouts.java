package dev.berth.watchdog;

import dev.berth.engine.ContainerEngine;
import dev.berth.engine.EngineException;
import dev.berth.kernel.LeaseId;
import dev.berth.lease.Owners;
import dev.berth.lease.model.Lease;
import dev.berth.workspace.WorkspaceFiles;
import io.quarkus.logging.Log;
import jakarta.inject.Singleton;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Throws a disabled user out of her running workspaces and has their passwords open nothing, until
 * she is enabled again. Keys are {@link LoginKeys}' business.
 */
@Singleton
class Lockouts {

  private final ContainerEngine engine;
  private final Owners owners;
  private final Map<LeaseId, Boolean> inside = new ConcurrentHashMap<>();

  Lockouts(ContainerEngine engine, Owners owners) {
    this.engine = engine;
    this.owners = owners;
  }

  /** A workspace that was just started knows of no lock. */
  void started(LeaseId lease) {
    inside.put(lease, false);
  }

  void forget(LeaseId lease) {
    inside.remove(lease);
  }

  void refresh(Lease lease) throws EngineException {
    boolean locked = owners.isLockedOut(lease.owner());
    if (Boolean.valueOf(locked).equals(inside.get(lease.id()))) {
      return;
    }
    var command = WorkspaceFiles.lockOut(lease.spec(), locked);
    var result = engine.exec(lease.id().containerName(), command);
    if (result.exitCode() == 0) {
      inside.put(lease.id(), locked);
    } else {
      Log.errorf("the owner of lease %s was not locked out: %s", lease.id(), result.output());
    }
  }
}
