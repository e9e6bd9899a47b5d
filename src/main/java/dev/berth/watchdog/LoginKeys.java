package dev.berth.watchdog;

import dev.berth.engine.ContainerEngine;
import dev.berth.engine.EngineException;
import dev.berth.kernel.LeaseId;
import dev.berth.kernel.UserId;
import dev.berth.lease.InsideStore.Part;
import dev.berth.lease.Owners;
import dev.berth.lease.model.Lease;
import dev.berth.lease.model.LeaseSecrets;
import dev.berth.workspace.WorkspaceFiles;
import io.quarkus.logging.Log;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/** The keys that open each running workspace, and what else is kept right in it. */
@Singleton
class LoginKeys {

  private final ContainerEngine engine;
  private final Owners owners;
  private final Lockouts lockouts;
  private final Greetings greetings;
  private final Inside inside;

  LoginKeys(
      ContainerEngine engine,
      Owners owners,
      Lockouts lockouts,
      Greetings greetings,
      Inside inside) {
    this.inside = inside;
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

  /** The password opens nothing from the first moment on where the owner is locked out. */
  LeaseSecrets secretsWhileNotLockedOut(Lease lease, LeaseSecrets secrets) {
    return owners.isLockedOut(lease.owner())
        ? new LeaseSecrets(Optional.empty(), secrets.env())
        : secrets;
  }

  /** What is inside is about to be replaced, or gone for good. */
  void forget(LeaseId lease) {
    inside.forget(lease);
  }

  /** Those were put in before a start. */
  void remember(LeaseId lease, List<String> keys) {
    inside.write(lease, Part.KEYS, lines(keys));
    lockouts.started(lease);
  }

  /**
   * Brings in what opens the workspace now, and what a login shows, where they are not inside.
   *
   * @return false where the workspace did not take all of it
   */
  boolean refresh(Lease lease) throws EngineException {
    var known = inside.known(lease.id());
    boolean keys =
        inside.refresh(
            lease.id(),
            known,
            Part.KEYS,
            () -> lines(of(lease)),
            wanted -> install(lease, wanted.lines().toList()));
    boolean lock = lockouts.refresh(lease, known);
    return greetings.refresh(lease, known) && keys && lock;
  }

  private static String lines(List<String> keys) {
    return String.join("\n", keys);
  }

  private boolean install(Lease lease, List<String> keys) throws EngineException {
    String name = lease.id().containerName();
    engine.putFiles(name, List.of(WorkspaceFiles.incomingKeys(keys)));
    var result = engine.exec(name, WorkspaceFiles.installKeys(lease.spec()));
    if (result.exitCode() != 0) {
      Log.errorf("keys of lease %s were not taken over: %s", lease.id(), result.output());
    }
    return result.exitCode() == 0;
  }
}
