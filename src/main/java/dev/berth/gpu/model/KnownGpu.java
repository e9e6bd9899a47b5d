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
 * @param sharing how it is given away
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
    Optional<String> busId,
    Sharing sharing) {

  /**
   * How a GPU is given away.
   *
   * @param shares in so many; 1 for a whole GPU and for a share of one
   * @param held whether a lease has it or a share of it; of a share, also a lease that has another
   */
  public record Sharing(int shares, boolean held) {

    public static final Sharing EXCLUSIVE = new Sharing(1, false);
  }

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
    /** Given away in shares, each of which stands somewhere itself. */
    SHARED,
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
    if (sharing.shares() > 1) {
      return State.SHARED;
    }
    if (holder.isPresent()) {
      return State.HELD;
    }
    return clean ? State.FREE : State.DIRTY;
  }

  /** Whether it may be given to a lease, now or when it is free. */
  public boolean isUsable() {
    return present && quarantine.isEmpty() && !draining && sharing.shares() == 1;
  }

  /** Whether something computes on it though no lease holds it. */
  public boolean isUsedByOthers() {
    return holder.isEmpty() && !sharing.held() && reading.processes() > 0;
  }
}
