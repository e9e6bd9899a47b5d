package dev.berth.lease.model;

import dev.berth.grant.model.Gpu;
import dev.berth.grant.model.GpuWish;
import dev.berth.kernel.ReservationId;
import dev.berth.kernel.UserId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * GPUs of a kind that are kept for the leases of one user for a time.
 *
 * @param gpus those still kept, by index; none once it has ended
 * @param madeBy the owner, or an admin
 * @param end empty while it is open
 */
public record Reservation(
    ReservationId id,
    UserId owner,
    UserId madeBy,
    GpuWish wish,
    List<Gpu> gpus,
    Instant from,
    Instant until,
    Instant createdAt,
    Optional<End> end) {

  /** When and why it ended. */
  public record End(Instant at, Ending why) {}

  /** Why it ended. */
  public enum Ending {
    /** By its owner or an admin. */
    CANCELLED,
    /** No lease of its owner held any of its GPUs for too long. */
    UNUSED,
    /** Its time is over. */
    OVER
  }

  /** Whether it is of use: its time has begun, and it has not ended. */
  public boolean isActive(Instant now) {
    return end.isEmpty() && !now.isBefore(from);
  }
}
