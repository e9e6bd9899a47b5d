package dev.berth.access;

import dev.berth.engine.ContainerEngine;
import dev.berth.engine.EngineException;
import dev.berth.lease.model.Lease;
import dev.berth.lease.model.LeaseState;
import jakarta.inject.Singleton;

/** Whether a workspace can be entered. */
@Singleton
class Doors {

  private final ContainerEngine engine;
  private final AccessMetrics metrics;

  Doors(ContainerEngine engine, AccessMetrics metrics) {
    this.engine = engine;
    this.metrics = metrics;
  }

  /** What is done inside. */
  @FunctionalInterface
  interface Work<T> {
    Answer<T> run() throws EngineException;
  }

  /** Does it where the workspace runs, and says so where it does not, or ends meanwhile. */
  <T> Answer<T> whileRunning(Lease lease, Work<T> work) throws EngineException {
    if (!(lease.state() instanceof LeaseState.Running)) {
      return refused(
          Answer.Why.NOT_NOW, "the workspace is " + lease.state().word() + ", and must be running");
    }
    try {
      return counted(work.run());
    } catch (EngineException.Rejected e) {
      if (isRunning(lease)) {
        throw e;
      }
      return refused(Answer.Why.NOT_NOW, "the workspace is down; it is being started again");
    }
  }

  /** Does it where there is a container, be it stopped. */
  <T> Answer<T> whereThereIsOne(Lease lease, Work<T> work) throws EngineException {
    if (lease.isLive()) {
      try {
        return counted(work.run());
      } catch (EngineException.Rejected e) {
        if (exists(lease)) {
          throw e;
        }
      }
    }
    return refused(
        Answer.Why.NOT_NOW, "the workspace is " + lease.state().word() + ", and has no files");
  }

  boolean exists(Lease lease) throws EngineException {
    return engine.find(lease.id().containerName()).isPresent();
  }

  boolean isRunning(Lease lease) throws EngineException {
    return engine.find(lease.id().containerName()).filter(found -> found.isRunning()).isPresent();
  }

  private <T> Answer<T> refused(Answer.Why why, String detail) {
    return counted(Answer.refused(why, detail));
  }

  private <T> Answer<T> counted(Answer<T> answer) {
    if (answer instanceof Answer.Refused<T>(var why, _)) {
      metrics.refused(why);
    }
    return answer;
  }
}
