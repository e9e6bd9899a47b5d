package dev.berth.lease;

import dev.berth.grant.model.Gpu;
import dev.berth.grant.model.GpuBooking;
import dev.berth.grant.model.GpuBooking.Choice;
import dev.berth.grant.model.GpuQueue;
import dev.berth.kernel.GpuId;
import dev.berth.kernel.ReservationId;
import dev.berth.kernel.UserId;
import dev.berth.lease.model.Reservation;
import dev.berth.lease.model.Reservation.Ending;
import dev.berth.lease.model.SampleLeases;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Reservations in memory, of the GPUs that leases in memory hold. */
public final class InMemoryReservationStore implements ReservationStore {

  private final InMemoryLeaseStore leases;
  private final TreeMap<String, Reservation> rows = new TreeMap<>();
  private final Map<String, Map<GpuId, Instant>> used = new HashMap<>();

  public InMemoryReservationStore(InMemoryLeaseStore leases) {
    this.leases = leases;
  }

  @Override
  public synchronized Outcome book(Wanted wanted, Instant now, GpuQueue.Timing timing) {
    if (open().stream().filter(it -> it.owner().equals(wanted.owner())).count() >= wanted.most()) {
      return new Outcome.TooMany(wanted.most());
    }
    var seen = leases.queueState(now, SampleLeases.alike(timing));
    return switch (GpuBooking.choose(seen, wanted.wish(), wanted.from(), wanted.until())) {
      case Choice.NotFree(var earliest) -> new Outcome.NotFree(earliest);
      case Choice.Chosen(var gpus) -> {
        var made =
            new Reservation(
                wanted.id(),
                wanted.owner(),
                wanted.madeBy(),
                wanted.wish(),
                gpus,
                wanted.from(),
                wanted.until(),
                now,
                Optional.empty());
        var since = new HashMap<GpuId, Instant>();
        gpus.forEach(gpu -> since.put(gpu.id(), wanted.from()));
        used.put(made.id().value(), since);
        put(made);
        yield new Outcome.Booked(made);
      }
    };
  }

  private List<Reservation> open() {
    return rows.values().stream().filter(it -> it.end().isEmpty()).toList();
  }

  private void put(Reservation next) {
    rows.put(next.id().value(), next);
    leases
        .gpus()
        .book(
            open().stream()
                .map(
                    it ->
                        new GpuQueue.Booking(
                            it.owner(),
                            it.gpus().stream().map(Gpu::id).collect(Collectors.toSet()),
                            it.from(),
                            it.until()))
                .toList());
  }

  private static Reservation with(Reservation it, List<Gpu> gpus, Optional<Reservation.End> end) {
    return new Reservation(
        it.id(),
        it.owner(),
        it.madeBy(),
        it.wish(),
        gpus,
        it.from(),
        it.until(),
        it.createdAt(),
        end);
  }

  @Override
  public synchronized Optional<Reservation> find(ReservationId id) {
    return Optional.ofNullable(rows.get(id.value()));
  }

  @Override
  public synchronized List<Reservation> list(
      Optional<UserId> owner, Optional<ReservationId> before, int limit) {
    return rows.descendingMap().values().stream()
        .filter(it -> owner.isEmpty() || owner.get().equals(it.owner()))
        .filter(it -> before.isEmpty() || it.id().value().compareTo(before.get().value()) < 0)
        .limit(limit)
        .toList();
  }

  @Override
  public synchronized boolean cancel(ReservationId id, Instant now) {
    return find(id).filter(it -> end(it, now, Ending.CANCELLED)).isPresent();
  }

  private boolean end(Reservation it, Instant at, Ending why) {
    if (it.end().isPresent()) {
      return false;
    }
    put(with(it, List.of(), Optional.of(new Reservation.End(at, why))));
    return true;
  }

  @Override
  public synchronized List<Reservation> settle(Instant now, Duration unusedFor) {
    var ended = new ArrayList<ReservationId>();
    for (var it : open()) {
      var since = used.getOrDefault(it.id().value(), Map.of());
      if (it.isActive(now)) {
        since.replaceAll((gpu, last) -> isUsed(gpu, it) ? now : last);
      }
      var kept =
          it.gpus().stream()
              .filter(gpu -> since.getOrDefault(gpu.id(), now).isAfter(now.minus(unusedFor)))
              .toList();
      put(with(it, kept, Optional.empty()));
      boolean isOver = !now.isBefore(it.until());
      if (isOver || kept.isEmpty()) {
        end(it, now, isOver ? Ending.OVER : Ending.UNUSED);
        ended.add(it.id());
      }
    }
    return ended.stream().flatMap(id -> find(id).stream()).toList();
  }

  private boolean isUsed(GpuId gpu, Reservation by) {
    return Optional.ofNullable(leases.gpus().grants().get(gpu))
        .flatMap(leases::find)
        .filter(lease -> lease.owner().equals(by.owner()))
        .isPresent();
  }
}
