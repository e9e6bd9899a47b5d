package dev.berth.grant.model;

import static dev.berth.lease.model.SampleLeases.ADA;
import static dev.berth.lease.model.SampleLeases.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.grant.model.GpuBooking.Choice.Chosen;
import dev.berth.grant.model.GpuBooking.Choice.NotFree;
import dev.berth.kernel.ByteSize;
import dev.berth.kernel.GpuId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class GpuBookingTest {

  private static final Gpu SMALL = gpu(0, "A30", 24);
  private static final Gpu BIG = gpu(1, "A100", 80);
  private static final Gpu OTHER = gpu(2, "A100", 80);

  private static Gpu gpu(int index, String model, int gibibytes) {
    return new Gpu(
        new GpuId("GPU-" + index), index, model, ByteSize.ofMebibytes(gibibytes * 1024L));
  }

  private static Instant at(int minute) {
    return NOON.plus(Duration.ofMinutes(minute));
  }

  /** One is held for 30 minutes and settles for 1, another is booked from 60 until 90. */
  private static GpuBooking.Choice choose(GpuWish wish, int from, int until) {
    var booking = new GpuQueue.Booking(ADA, Set.of(OTHER.id()), at(60), at(90));
    return GpuBooking.choose(
        new GpuQueue.State(
            NOON,
            List.of(OTHER, SMALL, BIG),
            Map.of(SMALL.id(), at(30)),
            List.of(booking),
            List.of(),
            new GpuQueue.Timing(Duration.ofMinutes(1), Duration.ofDays(1))),
        wish,
        at(from),
        at(until));
  }

  @Test
  void takesWhatNoLeaseHoldsAndNobodyHasBooked() {
    assertThat(choose(GpuWish.of(2), 0, 60)).isEqualTo(new Chosen(List.of(BIG, OTHER)));
    assertThat(choose(GpuWish.of(2), 31, 61)).isEqualTo(new Chosen(List.of(SMALL, BIG)));
    assertThat(choose(GpuWish.of(3), 31, 60)).isEqualTo(new Chosen(List.of(SMALL, BIG, OTHER)));
  }

  @Test
  void saysFromWhenOnSoManyAreFree() {
    assertThat(choose(GpuWish.of(2), 0, 61)).isEqualTo(new NotFree(Optional.of(at(31))));
    assertThat(choose(GpuWish.of(3), 31, 61)).isEqualTo(new NotFree(Optional.of(at(90))));
  }

  @Test
  void saysWhereThereAreNotSoManyOfTheKind() {
    assertThat(choose(new GpuWish(3, "a100", null, List.of()), 0, 9))
        .isEqualTo(new NotFree(Optional.empty()));
    assertThat(choose(new GpuWish(2, "a100", null, List.of()), 0, 9))
        .isEqualTo(new Chosen(List.of(BIG, OTHER)));
  }
}
