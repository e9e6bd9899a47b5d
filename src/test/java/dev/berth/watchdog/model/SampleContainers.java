package dev.berth.watchdog.model;

import dev.berth.engine.model.ObservedContainer;
import dev.berth.engine.model.ObservedContainer.Phase;
import dev.berth.lease.model.SampleLeases;
import java.util.List;
import java.util.Optional;

/** What an engine may show of the first sample lease. */
final class SampleContainers {

  static final Optional<ObservedContainer> NONE = Optional.empty();
  static final Optional<ObservedContainer> CREATED = seen(Phase.CREATED, 0, false);
  static final Optional<ObservedContainer> RUNNING = seen(Phase.RUNNING, 0, false);
  static final Optional<ObservedContainer> EXITED = seen(Phase.EXITED, 1, false);
  static final Optional<ObservedContainer> OUT_OF_MEMORY = seen(Phase.EXITED, 137, true);

  private SampleContainers() {}

  private static Optional<ObservedContainer> seen(Phase phase, int exitCode, boolean outOfMemory) {
    var id = SampleLeases.id(1);
    return Optional.of(
        new ObservedContainer(
            id.containerName(),
            Optional.of(id),
            phase,
            exitCode,
            outOfMemory,
            0,
            Optional.empty(),
            "id",
            Optional.empty(),
            List.of()));
  }
}
