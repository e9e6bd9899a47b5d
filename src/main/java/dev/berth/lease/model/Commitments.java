package dev.berth.lease.model;

import dev.berth.grant.model.Gpu;
import dev.berth.grant.model.GpuQueue;
import dev.berth.kernel.GpuId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What a node is bound to beside the leases it has.
 *
 * @param draining no lease starts on it, and those there end with their terms
 * @param drainingGpus the same for single GPUs
 * @param bookings of GPUs, that are not over
 */
public record Commitments(
    boolean draining, Set<GpuId> drainingGpus, List<GpuQueue.Booking> bookings) {

  public static final Commitments NONE = new Commitments(false, Set.of(), List.of());

  /** Whether a lease may be up where it was not, or longer than before; says why not. */
  Optional<Amended.Refused> bar(Lease next, Lease before, Instant now) {
    boolean comesUp = Holdings.comesUp(before.state(), next.state());
    boolean isLonger = next.term().expiresAt().isAfter(before.term().expiresAt());
    if (draining && (comesUp || isLonger)) {
      return Optional.of(nodeDraining());
    }
    if (!isLonger || !next.holdsGpus()) {
      return Optional.empty();
    }
    return next.gpus().stream()
        .filter(gpu -> drainingGpus.contains(gpu.id()))
        .findFirst()
        .map(gpu -> refused("%s is being drained: the term can't be extended", gpu))
        .or(() -> booked(next, now));
  }

  static Amended.Refused nodeDraining() {
    return new Amended.Refused(
        Admission.Reason.NODE_DRAINING,
        "the machine is being drained: no lease starts or is extended there; try again later");
  }

  private Optional<Amended.Refused> booked(Lease next, Instant now) {
    for (var booking : bookings) {
      boolean isOthers = !booking.owner().equals(next.owner());
      boolean overlaps =
          booking.from().isBefore(next.term().expiresAt()) && booking.until().isAfter(now);
      if (isOthers && overlaps) {
        var taken =
            next.gpus().stream().filter(gpu -> booking.gpus().contains(gpu.id())).findFirst();
        if (taken.isPresent()) {
          return taken.map(
              gpu ->
                  refused(
                      "%s is reserved for somebody else from "
                          + booking.from()
                          + " on: extend until then at most",
                      gpu));
        }
      }
    }
    return Optional.empty();
  }

  private static Amended.Refused refused(String why, Gpu gpu) {
    return new Amended.Refused(
        Admission.Reason.GPU_PROMISED, why.formatted("GPU " + gpu.index() + " (" + gpu.id() + ")"));
  }
}
