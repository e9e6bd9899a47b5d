package dev.berth.watchdog.model;

import dev.berth.engine.model.LiveLimits;
import dev.berth.engine.model.ObservedContainer;
import dev.berth.lease.model.Lease;
import java.util.Optional;

/** Where a container is not what its lease asks for. */
public final class Differences {

  private Differences() {}

  /** Whether the lease has changed in what only a new container can have. */
  public static boolean isOutdated(Lease lease, ObservedContainer container) {
    return container.generation() < lease.generation();
  }

  /**
   * Whether the network that a container shares was that of an earlier container than {@code
   * partner}: an engine does not let it join another.
   */
  public static boolean isCutOff(ObservedContainer container, ObservedContainer partner) {
    return container
        .joins()
        .filter(joined -> !joined.equals(partner.id()) && !joined.equals(partner.name()))
        .isPresent();
  }

  /** The limits that a container should have and has not; empty where the engine shows none. */
  public static Optional<LiveLimits> limits(Lease lease, ObservedContainer container) {
    var resources = lease.spec().resources();
    var wanted = LiveLimits.of(resources.cpus(), resources.memory(), resources.pidsLimit());
    return container.limits().filter(has -> !has.equals(wanted)).map(_ -> wanted);
  }
}
