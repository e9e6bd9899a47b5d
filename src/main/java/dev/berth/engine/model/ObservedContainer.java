package dev.berth.engine.model;

import dev.berth.kernel.LeaseId;
import java.util.List;
import java.util.Optional;

/**
 * A container as the engine shows it.
 *
 * @param lease from its label; empty where the label is missing or none of ours
 * @param exitCode of the last run; 0 while running
 * @param generation of the lease that it was made for, from its label; 0 without one
 * @param limits empty where the engine does not show all of them
 * @param id tells it from another that had or will have its name
 * @param joins the id of the container whose network it shares
 * @param gpus UUIDs of what it was made with, whether it runs or not
 */
public record ObservedContainer(
    String name,
    Optional<LeaseId> lease,
    Phase phase,
    int exitCode,
    boolean outOfMemory,
    int generation,
    Optional<LiveLimits> limits,
    String id,
    Optional<String> joins,
    List<String> gpus) {

  public ObservedContainer {
    gpus = List.copyOf(gpus);
  }

  /** What a container does. */
  public enum Phase {
    /** Made but never started, or its start failed. */
    CREATED,
    RUNNING,
    /** It is up, and frozen: by a snapshot, or by hand. */
    PAUSED,
    EXITED
  }

  public boolean isRunning() {
    return phase == Phase.RUNNING || phase == Phase.PAUSED;
  }
}
