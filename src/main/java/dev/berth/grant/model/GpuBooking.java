package dev.berth.grant.model;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Which GPUs can be booked for a time, beside the leases that hold some and other bookings. */
public final class GpuBooking {

  private GpuBooking() {}

  /** What became of a wish to book. */
  public sealed interface Choice {

    record Chosen(List<Gpu> gpus) implements Choice {}

    /**
     * Too few are free all the time.
     *
     * @param earliest from when on so many are free for so long, if all leases end with their
     *     terms; empty where there are not so many of the kind
     */
    record NotFree(Optional<Instant> earliest) implements Choice {}
  }

  /**
   * Chooses from what no lease will hold then and nobody has booked, its own owner neither. Leases
   * that wait are not looked at: whoever books goes before them.
   *
   * @param from not before the present
   */
  public static Choice choose(GpuQueue.State seen, GpuWish wish, Instant from, Instant until) {
    var calendar = GpuQueue.calendar(seen);
    int[] fit = calendar.matching(wish);
    if (fit.length < wish.count()) {
      return new Choice.NotFree(Optional.empty());
    }
    long start = from.toEpochMilli();
    long length = Duration.between(from, until).toMillis();
    long earliest = calendar.earliest(fit, wish.count(), start, length, null);
    if (earliest != start) {
      return new Choice.NotFree(Optional.of(Instant.ofEpochMilli(earliest)));
    }
    return new Choice.Chosen(
        Arrays.stream(fit)
            .filter(i -> calendar.isFree(i, start, length, null))
            .limit(wish.count())
            .mapToObj(calendar::gpu)
            .toList());
  }
}
