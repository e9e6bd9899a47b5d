package dev.berth.watchdog;

import dev.berth.engine.ContainerEngine;
import dev.berth.engine.EngineException;
import dev.berth.idle.IdleRules;
import dev.berth.lease.InsideStore.Part;
import dev.berth.lease.model.Lease;
import dev.berth.workspace.Motd;
import dev.berth.workspace.WorkspaceConfig;
import dev.berth.workspace.WorkspaceFiles;
import io.quarkus.logging.Log;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;

/**
 * What a login to each running workspace shows. As with {@link LoginKeys}, what was brought in is
 * remembered, and a look at a lease brings in what has changed since.
 */
@Singleton
class Greetings {

  private final ContainerEngine engine;
  private final WorkspaceConfig config;
  private final IdleRules rules;
  private final Inside inside;

  Greetings(ContainerEngine engine, WorkspaceConfig config, IdleRules rules, Inside inside) {
    this.inside = inside;
    this.engine = engine;
    this.config = config;
    this.rules = rules;
  }

  /** False where the workspace did not take it. */
  boolean refresh(Lease lease, Map<Part, String> known) throws EngineException {
    return inside.refresh(
        lease.id(),
        known,
        Part.GREETING,
        () -> Motd.of(lease, config.berthUrl(), rules.stopAfter(lease)),
        text -> put(lease, text));
  }

  private boolean put(Lease lease, String text) throws EngineException {
    try {
      engine.putFiles(lease.id().containerName(), List.of(WorkspaceFiles.motd(text)));
      return true;
    } catch (EngineException.Rejected e) {
      // Another replica has just removed the container, or its disk is full: the next look tries
      // again, and the lease has more important things to be driven to.
      Log.debugf("lease %s got no greeting: %s", lease.id(), e.getMessage());
      return false;
    }
  }
}
