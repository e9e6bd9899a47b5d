package dev.berth.gpu.model;

import dev.berth.grant.model.Gpu;
import dev.berth.kernel.LeaseId;
import dev.berth.kernel.UserId;
import java.time.Instant;
import java.util.Optional;

/**
 * A GPU with all that is known of it.
 *
 * @param present at the last probe
 * @param clean once its last lease gave it back, or never held
 * @param draining given to nobody any more; the term of a lease that has it can't be extended
 * @param quarantine why it is given to nobody
 * @param busId where it sits, as the driver says it
 */
public record KnownGpu(
    Gpu gpu,
    boolean present,
    boolean clean,
    boolean draining,
    Optional<String> quarantine,
    Optional<Holder> holder,
    Reading reading,
    Instant seenAt,
    Optional<String> busId) {

  /** The lease that holds it. */
  public record Holder(UserId owner, LeaseId lease, String name) {}

  /** Where it stands. */
  public enum State {
    /** To be had. */
    FREE,
    /** By a lease. */
    HELD,
    /** Given back, and not seen clean since; given to nobody before. */
    DIRTY,
    /** Given to nobody, by an admin or for a fault. A lease that has it keeps it. */
    QUARANTINED,
    /** Given to nobody, so that it can be taken out when the term of its lease is over. */
    DRAINING,
    /** Not found by the last probe. */
    GONE
  }

  public State state() {
    if (!present) {
      return State.GONE;
    }
    if (quarantine.isPresent()) {
      return State.QUARANTINED;
    }
    if (draining) {
      return State.DRAINING;
    }
    if (holder.isPresent()) {
      return State.HELD;
    }
    return clean ? State.FREE : State.DIRTY;
  }

  /** Whether something computes on it though no lease holds it. */
  public boolean isUsedByOthers() {
    return holder.isEmpty() && reading.processes() > 0;
  }
}
