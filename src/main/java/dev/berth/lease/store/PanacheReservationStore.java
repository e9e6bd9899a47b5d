package dev.berth.lease.store;

import dev.berth.grant.model.GpuBooking;
import dev.berth.grant.model.GpuBooking.Choice;
import dev.berth.grant.model.GpuQueue;
import dev.berth.kernel.NodeId;
import dev.berth.kernel.ReservationId;
import dev.berth.kernel.UserId;
import dev.berth.lease.ReservationStore;
import dev.berth.lease.model.Reservation;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;

/** Keeps reservations in PostgreSQL, which refuses to book a GPU twice at a time. */
@ApplicationScoped
class PanacheReservationStore implements ReservationStore {

  /** So many times is use noted in the time after which a GPU counts as unused. */
  private static final int NOTES = 10;

  private final ReservationRepository rows;
  private final LeaseRepository leases;
  private final GrantRepository grants;
  private final GpuRepository gpus;

  PanacheReservationStore(
      ReservationRepository rows,
      LeaseRepository leases,
      GrantRepository grants,
      GpuRepository gpus) {
    this.rows = rows;
    this.leases = leases;
    this.grants = grants;
    this.gpus = gpus;
  }

  @Override
  public Outcome book(Wanted wanted, Instant now, GpuQueue.Timing timing) {
    return inTransaction(
        () -> {
          leases.lockOwner(wanted.owner());
          grants.lockNode(wanted.node());
          if (rows.open(wanted.owner()) >= wanted.most()) {
            return new Outcome.TooMany(wanted.most());
          }
          var seen = gpus.state(wanted.node(), now, timing, List.of());
          return switch (GpuBooking.choose(seen, wanted.wish(), wanted.from(), wanted.until())) {
            case Choice.NotFree(var earliest) -> new Outcome.NotFree(earliest);
            case Choice.Chosen(var chosen) -> {
              var made =
                  new Reservation(
                      wanted.id(),
                      wanted.owner(),
                      wanted.madeBy(),
                      wanted.wish(),
                      chosen,
                      wanted.from(),
                      wanted.until(),
                      now,
                      Optional.empty());
              rows.insert(made, wanted.node());
              yield new Outcome.Booked(made);
            }
          };
        });
  }

  @Override
  public Optional<Reservation> find(ReservationId id) {
    return inTransaction(() -> rows.find(id));
  }

  @Override
  public List<Reservation> list(Optional<UserId> owner, Optional<ReservationId> before, int limit) {
    return inTransaction(() -> rows.list(owner, before, limit));
  }

  @Override
  public boolean cancel(ReservationId id, Instant now) {
    return inTransaction(() -> rows.end(id, now, Reservation.Ending.CANCELLED));
  }

  @Override
  public List<Reservation> settle(Instant now, Duration unusedFor) {
    return inTransaction(
        () -> {
          if (!rows.anyBegun(now)) {
            return List.of();
          }
          grants.lockNode(NodeId.LOCAL);
          // Often enough never to be taken for unused, and not with each pass.
          rows.noteUse(now, now.minus(unusedFor.dividedBy(NOTES)));
          rows.freeUnused(now, unusedFor);
          return rows.ending(now).entrySet().stream()
              .filter(each -> rows.end(each.getKey(), now, each.getValue()))
              .flatMap(each -> rows.find(each.getKey()).stream())
              .toList();
        });
  }

  private static <T> T inTransaction(Callable<T> work) {
    return QuarkusTransaction.joiningExisting().call(work);
  }
}
