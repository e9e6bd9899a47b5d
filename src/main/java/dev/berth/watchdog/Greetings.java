package dev.berth.watchdog;

import dev.berth.engine.ContainerEngine;
import dev.berth.engine.EngineException;
import dev.berth.idle.IdleRules;
import dev.berth.kernel.LeaseId;
import dev.berth.lease.model.Lease;
import dev.berth.workspace.Motd;
import dev.berth.workspace.WorkspaceConfig;
import dev.berth.workspace.WorkspaceFiles;
import io.quarkus.logging.Log;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What a login to each running workspace shows. As with {@link LoginKeys}, what was brought in is
 * remembered, and a look at a lease brings in what has changed since.
 */
@Singleton
class Greetings {

  private final ContainerEngine engine;
  private final WorkspaceConfig config;
  private final IdleRules rules;
  private final Map<LeaseId, String> inside = new ConcurrentHashMap<>();

  Greetings(ContainerEngine engine, WorkspaceConfig config, IdleRules rules) {
    this.engine = engine;
    this.config = config;
    this.rules = rules;
  }

  /** The container may be a new one. */
  void forget(LeaseId lease) {
    inside.remove(lease);
  }

  void refresh(Lease lease) throws EngineException {
    String text = Motd.of(lease, config.berthUrl(), rules.stopAfter(lease));
    if (text.equals(inside.get(lease.id()))) {
      return;
    }
    try {
      engine.putFiles(lease.id().containerName(), List.of(WorkspaceFiles.motd(text)));
      inside.put(lease.id(), text);
    } catch (EngineException.Rejected e) {
      // Another replica has just removed the container, or its disk is full: the next look tries
      // again, and the lease has more important things to be driven to.
      Log.debugf("lease %s got no greeting: %s", lease.id(), e.getMessage());
    }
  }
}
