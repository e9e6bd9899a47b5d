package dev.berth.engine.model;

import dev.berth.kernel.LeaseId;

/** The container of a lease started, ended or went. A hint to look, never a fact to act on. */
public record EngineEvent(LeaseId lease, String action) {

  /** A process of the container was killed, the main one or another. */
  public boolean isOutOfMemory() {
    return action.equals("oom");
  }
}
