package dev.berth.volume;

import dev.berth.audit.Audit;
import dev.berth.engine.ContainerEngine;
import dev.berth.engine.EngineException;
import dev.berth.kernel.UserId;
import io.quarkus.logging.Log;
import jakarta.inject.Singleton;

/**
 * Removes volumes with everything in them: first from the engine, then from the record, so that
 * after a crash in between the same call ends the work.
 */
@Singleton
public class VolumeRemoval {

  private final ContainerEngine engine;
  private final Volumes volumes;
  private final VolumeStore store;
  private final VolumeUse use;
  private final Audit audit;

  public VolumeRemoval(
      ContainerEngine engine, Volumes volumes, VolumeStore store, VolumeUse use, Audit audit) {
    this.engine = engine;
    this.volumes = volumes;
    this.store = store;
    this.use = use;
    this.audit = audit;
  }

  /** Removes an own volume that no live lease mounts. */
  public Removal remove(UserId owner, String name) throws EngineException {
    var volume = volumes.find(owner, name).orElse(null);
    if (volume == null) {
      return new Removal.NoSuchVolume();
    }
    var gone = destroy(owner, name, volume.engineName());
    if (!(gone instanceof Removal.Removed)) {
      return gone;
    }
    // A lease that took it in the meantime gets it empty, under the name that is on record.
    return store.remove(volume, () -> use.usedBy(owner, name).isPresent())
        ? gone
        : use.usedBy(owner, name).<Removal>map(Removal.InUse::new).orElse(gone);
  }

  /** Removes all files in a user's home, if no live lease mounts it; the next one makes it anew. */
  public Removal removeHome(UserId owner) throws EngineException {
    return destroy(owner, Volumes.HOME, volumes.homeEngineName(owner));
  }

  private Removal destroy(UserId owner, String name, String engineName) throws EngineException {
    var user = use.usedBy(owner, name);
    if (user.isPresent()) {
      return new Removal.InUse(user.get());
    }
    // Before the effect: whatever happens next, it is on record who wanted the files gone.
    audit.record(owner.value(), "volume.remove", name, engineName);
    try {
      engine.removeVolume(engineName);
      return new Removal.Removed();
    } catch (EngineException.Rejected e) {
      Log.warnf("volume %s of %s is not removed: %s", name, owner, e.getMessage());
      return new Removal.Held();
    }
  }
}
