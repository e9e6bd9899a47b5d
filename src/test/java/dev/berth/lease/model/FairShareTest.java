package dev.berth.lease.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.berth.plan.model.GpuWeek.Stretch;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class FairShareTest {

  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  private static final Duration WEEK = Duration.ofDays(7);

  /** Hours before noon. */
  private static Stretch stretch(int from, int until, int gpus) {
    return new Stretch(
        NOON.minus(Duration.ofHours(from)), NOON.minus(Duration.ofHours(until)), gpus);
  }

  private static double hours(Stretch... stretches) {
    return FairShare.hours(List.of(stretches), NOON, WEEK);
  }

  @Test
  void anHourCountsHalfAfterAHalfLifeAndAQuarterAfterTwo() {
    assertThat(hours()).isZero();
    assertThat(hours(stretch(10, 0, 10))).isEqualTo(98.0, within(0.1));
    assertThat(hours(stretch(10 + 168, 168, 10))).isEqualTo(49.0, within(0.1));
    assertThat(hours(stretch(10 + 336, 336, 10))).isEqualTo(24.5, within(0.1));
  }

  @Test
  void whoeverHeldOneGpuEverSinceHadAHalfLifeOverTheLogarithmOfTwo() {
    assertThat(hours(stretch(100_000, 0, 1))).isEqualTo(242.4, within(0.05));
  }

  @Test
  void minutesDecideNothing() {
    var few = new Stretch(NOON.minusSeconds(100), NOON, 1);
    assertThat(hours(few)).isZero();
    assertThat(hours(stretch(10, 0, 1), few)).isEqualTo(9.8);
  }

  @Test
  void whatIsOlderThanTheHorizonIsNotWorthATenthOfAnHour() {
    var horizon = FairShare.horizon(NOON, WEEK);
    assertThat(FairShare.hours(List.of(new Stretch(Instant.EPOCH, horizon, 1024)), NOON, WEEK))
        .isZero();
  }

  @Test
  void aStretchThatBeginsAfterThePresentCountsNothingWhereTheClockWasSetBack() {
    assertThat(hours(stretch(-3, -3, 8))).isZero();
  }

  /** As a sum over minutes. */
  @Property
  void isTheIntegralOfWhatIsLeftOfEachMoment(
      @ForAll @IntRange(max = 200) int one,
      @ForAll @IntRange(max = 200) int two,
      @ForAll @IntRange(min = 1, max = 16) int gpus,
      @ForAll @IntRange(min = 1, max = 400) int halfLifeHours) {
    int from = Math.max(one, two);
    int until = Math.min(one, two);
    double sum = 0;
    for (int minute = until * 60; minute < from * 60; minute++) {
      sum += gpus / 60.0 * Math.pow(2, -(minute + 0.5) / 60 / halfLifeHours);
    }
    assertThat(
            FairShare.hours(
                List.of(stretch(from, until, gpus)), NOON, Duration.ofHours(halfLifeHours)))
        .isEqualTo(sum, within(0.051));
  }

  @Property
  void splittingAStretchChangesNothing(
      @ForAll @IntRange(min = 1, max = 300) int hours, @ForAll @IntRange(max = 300) int cut) {
    int at = Math.min(hours, cut);
    assertThat(hours(stretch(hours, at, 3), stretch(at, 0, 3)))
        .isEqualTo(hours(stretch(hours, 0, 3)), within(0.101));
  }
}
