package dev.berth.lease;

import dev.berth.grant.model.GpuQueue;
import dev.berth.grant.model.GpuWish;
import dev.berth.kernel.NodeId;
import dev.berth.kernel.ReservationId;
import dev.berth.kernel.UserId;
import dev.berth.lease.model.Reservation;
import dev.berth.lease.model.Reservation.Ending;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Where reservations are kept. Every method is one short transaction. */
public interface ReservationStore {

  /** What is to be booked. {@code most} reservations may be open for its owner. */
  record Wanted(
      ReservationId id,
      NodeId node,
      UserId owner,
      UserId madeBy,
      GpuWish wish,
      Instant from,
      Instant until,
      int most) {}

  /** What became of it. */
  sealed interface Outcome {

    record Booked(Reservation reservation) implements Outcome {}

    /** Too few GPUs of the kind are free all the time; from {@code earliest} on they are. */
    record NotFree(Optional<Instant> earliest) implements Outcome {}

    /** So many are open already. */
    record TooMany(int most) implements Outcome {}
  }

  /** Chooses GPUs and books them in one step: no two reservations get one at the same time. */
  Outcome book(Wanted wanted, Instant now, GpuQueue.Timing timing);

  Optional<Reservation> find(ReservationId id);

  /** Newest first, of one owner or of all, before an id. */
  List<Reservation> list(Optional<UserId> owner, Optional<ReservationId> before, int limit);

  /** Gives back what is booked; false where it has ended already, or there is none. */
  boolean cancel(ReservationId id, Instant now);

  /**
   * Ends those whose time is over, and gives back each GPU whose reservation has begun but that no
   * lease of its owner held for {@code unusedFor}. A reservation that keeps none ends.
   *
   * @return those that ended, for {@link Ending#OVER} or {@link Ending#UNUSED}
   */
  List<Reservation> settle(Instant now, Duration unusedFor);
}
