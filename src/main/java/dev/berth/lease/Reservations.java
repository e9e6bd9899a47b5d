package dev.berth.lease;

import com.github.f4b6a3.ulid.UlidCreator;
import dev.berth.audit.Audit;
import dev.berth.grant.model.GpuWish;
import dev.berth.kernel.NodeId;
import dev.berth.kernel.ReservationId;
import dev.berth.kernel.UserId;
import dev.berth.lease.ReservationStore.Outcome;
import dev.berth.lease.model.Reservation;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** GPUs booked ahead. */
@Singleton
public class Reservations {

  private static final Optional<Reservation.Ending> UNUSED = Optional.of(Reservation.Ending.UNUSED);

  private final ReservationStore store;
  private final LeaseQueue queue;
  private final ReservationConfig config;
  private final Audit audit;
  private final InstantSource clock;

  public Reservations(
      ReservationStore store,
      LeaseQueue queue,
      ReservationConfig config,
      Audit audit,
      InstantSource clock) {
    this.store = store;
    this.queue = queue;
    this.config = config;
    this.audit = audit;
    this.clock = clock;
  }

  public Instant now() {
    return clock.instant();
  }

  /** How far ahead one may begin. */
  public Duration ahead() {
    return config.ahead();
  }

  /** Books for an owner; {@code from} is not in the past. */
  public Outcome book(UserId owner, UserId madeBy, GpuWish wish, Instant from, Instant until) {
    var now = clock.instant();
    var wanted =
        new ReservationStore.Wanted(
            new ReservationId(UlidCreator.getMonotonicUlid(now.toEpochMilli()).toString()),
            NodeId.LOCAL,
            owner,
            madeBy,
            wish,
            from.isBefore(now) ? now : from,
            until,
            config.most());
    return audit.together(
        () -> {
          var outcome = store.book(wanted, now, queue.timing());
          if (outcome instanceof Outcome.Booked(var booked)) {
            audit.record(
                madeBy.value(),
                "reservation.book",
                booked.id().value(),
                wish.count()
                    + " GPUs for "
                    + owner
                    + " from "
                    + booked.from()
                    + " until "
                    + booked.until());
          }
          return outcome;
        });
  }

  /** Own ones; for admins any. */
  public Optional<Reservation> find(Leases.Caller caller, ReservationId id) {
    return store.find(id).filter(it -> caller.admin() || it.owner().equals(caller.who()));
  }

  /** Newest first. */
  public List<Reservation> list(Optional<UserId> owner, Optional<ReservationId> before, int limit) {
    return store.list(owner, before, limit);
  }

  /** False where it has ended already. */
  public boolean cancel(Leases.Caller caller, Reservation reservation) {
    return audit.together(
        () -> {
          boolean was = store.cancel(reservation.id(), clock.instant());
          if (was) {
            audit.record(caller.who().value(), "reservation.cancel", reservation.id().value(), "");
          }
          return was;
        });
  }

  /** Ends what is over, and gives back what is not used. */
  public List<Reservation> settle() {
    return audit.together(
        () -> {
          var ended = store.settle(clock.instant(), config.unusedFor());
          ended.stream()
              .filter(it -> it.end().map(Reservation.End::why).equals(UNUSED))
              .forEach(
                  it ->
                      audit.record(
                          "berth", "reservation.release", it.id().value(), "no lease used it"));
          return ended;
        });
  }
}
