package dev.berth.access;

import dev.berth.audit.Audit;
import dev.berth.engine.ContainerAccess;
import dev.berth.engine.EngineException;
import dev.berth.kernel.UserId;
import dev.berth.lease.model.Lease;
import jakarta.inject.Singleton;

/** A lease's container from outside, in the engine's own words. For admins: variables show. */
@Singleton
public class Inspection {

  private final ContainerAccess access;
  private final Audit audit;
  private final AccessMetrics metrics;

  Inspection(ContainerAccess access, Audit audit, AccessMetrics metrics) {
    this.access = access;
    this.audit = audit;
    this.metrics = metrics;
  }

  /** JSON, refused where the lease has no container. Whoever asked is on record either way. */
  public Answer<String> of(UserId who, Lease lease) throws EngineException {
    audit.record(who.value(), "lease.inspect", lease.id().value(), lease.state().word());
    return access
        .inspect(lease.id().containerName())
        .map(Answer::given)
        .orElseGet(
            () -> {
              metrics.refused(Answer.Why.NO_SUCH_THING);
              return Answer.refused(
                  Answer.Why.NO_SUCH_THING,
                  "the lease is " + lease.state().word() + ", and has no container");
            });
  }
}
