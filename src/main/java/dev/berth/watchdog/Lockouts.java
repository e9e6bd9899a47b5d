package dev.berth.watchdog;

import dev.berth.engine.ContainerEngine;
import dev.berth.engine.EngineException;
import dev.berth.kernel.LeaseId;
import dev.berth.lease.InsideStore.Part;
import dev.berth.lease.Owners;
import dev.berth.lease.model.Lease;
import dev.berth.workspace.WorkspaceFiles;
import io.quarkus.logging.Log;
import jakarta.inject.Singleton;
import java.util.Map;

/**
 * Throws a disabled user out of her running workspaces and has their passwords open nothing, until
 * she is enabled again. Keys are {@link LoginKeys}' business.
 */
@Singleton
class Lockouts {

  private final ContainerEngine engine;
  private final Owners owners;
  private final Inside inside;

  Lockouts(ContainerEngine engine, Owners owners, Inside inside) {
    this.engine = engine;
    this.owners = owners;
    this.inside = inside;
  }

  /** A workspace that is about to start knows of no lock. */
  void started(LeaseId lease) {
    inside.write(lease, Part.LOCK, "false");
  }

  /** False where the workspace did not take it. */
  boolean refresh(Lease lease, Map<Part, String> known) throws EngineException {
    return inside.refresh(
        lease.id(),
        known,
        Part.LOCK,
        () -> Boolean.toString(owners.isLockedOut(lease.owner())),
        locked -> lock(lease, Boolean.parseBoolean(locked)));
  }

  private boolean lock(Lease lease, boolean locked) throws EngineException {
    var command = WorkspaceFiles.lockOut(lease.spec(), locked);
    var result = engine.exec(lease.id().containerName(), command);
    if (result.exitCode() != 0) {
      Log.errorf("the owner of lease %s was not locked out: %s", lease.id(), result.output());
    }
    return result.exitCode() == 0;
  }
}
