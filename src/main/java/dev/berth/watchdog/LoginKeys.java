package dev.berth.watchdog;

import dev.berth.engine.ContainerEngine;
import dev.berth.engine.EngineException;
import dev.berth.kernel.LeaseId;
import dev.berth.kernel.UserId;
import dev.berth.lease.Owners;
import dev.berth.lease.model.Lease;
import dev.berth.workspace.WorkspaceFiles;
import io.quarkus.logging.Log;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The keys that open each running workspace. What was brought in is remembered, so that a look at a
 * lease costs the engine nothing while it is right; after a start of Berth nothing is known, and
 * each running workspace gets its keys once more.
 */
@Singleton
class LoginKeys {

  private final ContainerEngine engine;
  private final Owners owners;
  private final Lockouts lockouts;
  private final Greetings greetings;
  private final Map<LeaseId, List<String>> inside = new ConcurrentHashMap<>();

  LoginKeys(ContainerEngine engine, Owners owners, Lockouts lockouts, Greetings greetings) {
    this.engine = engine;
    this.owners = owners;
    this.lockouts = lockouts;
    this.greetings = greetings;
  }

  int uid(UserId owner) {
    return owners.uid(owner);
  }

  List<String> of(Lease lease) {
    return lease.spec().login().keys() ? owners.loginKeys(lease.owner()) : List.of();
  }

  /** Those were put in before a start. */
  void remember(LeaseId lease, List<String> keys) {
    inside.put(lease, keys);
    lockouts.started(lease);
    greetings.forget(lease);
  }

  void forget(LeaseId lease) {
    inside.remove(lease);
    lockouts.forget(lease);
    greetings.forget(lease);
  }

  /** Brings in what opens the workspace now, and what a login shows, where they are not inside. */
  void refresh(Lease lease) throws EngineException {
    refreshKeys(lease);
    lockouts.refresh(lease);
    greetings.refresh(lease);
  }

  private void refreshKeys(Lease lease) throws EngineException {
    var keys = of(lease);
    if (keys.equals(inside.get(lease.id()))) {
      return;
    }
    String name = lease.id().containerName();
    engine.putFiles(name, List.of(WorkspaceFiles.incomingKeys(keys)));
    var result = engine.exec(name, WorkspaceFiles.installKeys(lease.spec()));
    if (result.exitCode() == 0) {
      inside.put(lease.id(), keys);
    } else {
      Log.errorf("keys of lease %s were not taken over: %s", lease.id(), result.output());
    }
  }
}
