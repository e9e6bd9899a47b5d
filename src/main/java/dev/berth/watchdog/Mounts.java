package dev.berth.watchdog;

import dev.berth.engine.ContainerEngine;
import dev.berth.engine.EngineException;
import dev.berth.engine.model.EngineMount;
import dev.berth.kernel.UserId;
import dev.berth.lease.model.Lease;
import dev.berth.lease.model.Mount;
import dev.berth.node.Installation;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Makes what a lease mounts ready for its container. */
@Singleton
class Mounts {

  private final ContainerEngine engine;
  private final Installation installation;

  Mounts(ContainerEngine engine, Installation installation) {
    this.engine = engine;
    this.installation = installation;
  }

  /** What became of it. */
  sealed interface Prepared {

    record Ready(List<EngineMount> mounts) implements Prepared {}

    /** For a person to act on. */
    record Refused(String why) implements Prepared {}
  }

  Prepared prepare(Lease lease) throws EngineException {
    var ready = new ArrayList<EngineMount>();
    for (var mount : lease.spec().mounts()) {
      switch (mount.kind()) {
        case HOME -> ready.add(home(lease.owner(), mount));
        case VOLUME, DATASET -> throw new IllegalStateException("not yet");
      }
    }
    return new Prepared.Ready(ready);
  }

  /** Looks again before a start: what was published then may not be now. */
  Optional<String> refusal(Lease lease) {
    return Optional.empty();
  }

  /** One home for each user, whatever the lease. Named so that a person can find it on the host. */
  private EngineMount home(UserId owner, Mount mount) throws EngineException {
    String name = "berth-" + installation.id() + "-home-" + owner;
    engine.ensureVolume(name, owner.value());
    return new EngineMount.Volume(name, mount.target(), mount.readOnly());
  }
}
