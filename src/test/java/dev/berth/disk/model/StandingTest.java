package dev.berth.disk.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.disk.model.Standing.Level;
import dev.berth.disk.model.Standing.Patience;
import dev.berth.kernel.ByteSize;
import dev.berth.kernel.UserId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StandingTest {

  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  private static final Instant LATER = NOON.plusSeconds(60);
  private static final Duration PAUSE = Duration.ofMinutes(10);
  private static final Duration DAY = Duration.ofHours(24);
  private static final ByteSize HUNDRED = new ByteSize(100);
  private static final UserId ADA = new UserId("ada");

  private static DiskUse use(long bytes) {
    return new DiskUse(List.of(new DiskItem(DiskItem.Kind.HOME, "h", ADA, "home", bytes)));
  }

  private static Standing over(Duration time) {
    return new Standing(Level.OVER, NOON, time, NOON);
  }

  private static Standing after(Standing before, long bytes, Instant now, Duration patience) {
    return before.after(use(bytes), Optional.of(HUNDRED), Patience.of(patience, PAUSE), now);
  }

  @ParameterizedTest
  @CsvSource({
    "FINE,    0, FINE",
    "FINE,    89, FINE",
    "FINE,    90, WARNED",
    "FINE,    99, WARNED",
    "FINE,    100, OVER",
    "WARNED,  85, WARNED",
    "WARNED,  84, FINE",
    "WARNED,  100, OVER",
    "OVER,    100, OVER",
    "OVER,    99, WARNED",
    "OVER,    84, FINE",
    "STOPPED, 100, STOPPED",
    "STOPPED, 99, WARNED",
    "STOPPED, 84, FINE"
  })
  void followsTheUse(Level before, long bytes, Level next) {
    var standing = Standing.of(before, NOON);
    var after = after(standing, bytes, LATER, DAY);
    assertThat(after.level()).isEqualTo(next);
    assertThat(after.since()).isEqualTo(next == before ? NOON : LATER);
    boolean isCounted = before == Level.OVER && next == Level.OVER;
    assertThat(after.over()).isEqualTo(isCounted ? Duration.ofMinutes(1) : Duration.ZERO);
  }

  @Test
  void isStoppedAfterThePatience() {
    var over = over(Duration.ZERO);
    var almost = after(over, 100, NOON.plusSeconds(600), Duration.ofMillis(600_001));
    assertThat(almost)
        .isEqualTo(new Standing(Level.OVER, NOON, Duration.ofSeconds(600), NOON.plusSeconds(600)));
    assertThat(after(almost, 100, NOON.plusSeconds(600), Duration.ofSeconds(600)))
        .isEqualTo(Standing.of(Level.STOPPED, NOON.plusSeconds(600)));
  }

  @Test
  void whereThereIsNoPatienceTheNextMeasuringStops() {
    var over = after(Standing.GOOD, 100, NOON, Duration.ZERO);
    assertThat(over).isEqualTo(over(Duration.ZERO));
    assertThat(after(over, 100, NOON, Duration.ZERO).level()).isEqualTo(Level.STOPPED);
  }

  @Test
  void countsNoMoreThanTwiceThePauseAndNothingWhereTheClockWentBack() {
    var over = over(Duration.ofHours(1));
    var later = NOON.plus(Duration.ofDays(9));
    assertThat(after(over, 100, later, DAY))
        .isEqualTo(new Standing(Level.OVER, NOON, Duration.ofMinutes(80), later));
    var before = NOON.minus(Duration.ofDays(9));
    var back = after(over, 100, before, DAY);
    assertThat(back).isEqualTo(new Standing(Level.OVER, NOON, Duration.ofHours(1), before));
    assertThat(after(back, 100, before.plusSeconds(60), DAY).over())
        .isEqualTo(Duration.ofMinutes(61));
  }

  @Property
  void noClockStopsAnythingBeforeEnoughWasMeasured(
      @ForAll @Size(min = 1, max = 100) List<@LongRange(min = -900_000, max = 900_000) Long> gaps) {
    var patience = PAUSE.multipliedBy(2L * gaps.size()).plusMillis(1);
    var now = NOON;
    var standing = after(Standing.GOOD, 100, now, patience);
    for (long seconds : gaps) {
      now = now.plusSeconds(seconds);
      standing = after(standing, 100, now, patience);
      assertThat(standing.level()).isEqualTo(Level.OVER);
    }
  }

  @Property
  void whatIsMeasuredAsOftenAsItShouldBeIsStoppedInTime(
      @ForAll @Size(min = 1, max = 100) List<@LongRange(min = 0, max = 1200) Long> gaps) {
    var now = NOON;
    var standing = over(Duration.ZERO);
    for (long seconds : gaps) {
      now = now.plusSeconds(seconds);
      standing = after(standing, 100, now, Duration.ofHours(2));
      boolean isTime = !now.isBefore(NOON.plus(Duration.ofHours(2)));
      assertThat(standing.level()).isEqualTo(isTime ? Level.STOPPED : Level.OVER);
    }
  }

  @Test
  void aUserWhoWasOnceBelowHasThePatienceAnew() {
    var below = after(over(Duration.ofHours(23)), 95, LATER, DAY);
    assertThat(below).isEqualTo(Standing.of(Level.WARNED, LATER));
    var again = LATER.plusSeconds(1);
    assertThat(after(below, 100, again, DAY)).isEqualTo(Standing.of(Level.OVER, again));
  }

  @Test
  void nobodyIsOverNoLimit() {
    for (var level : Level.values()) {
      assertThat(
              Standing.of(level, NOON)
                  .after(use(1000), Optional.empty(), new Patience(DAY, PAUSE), LATER)
                  .level())
          .isEqualTo(Level.FINE);
    }
  }

  @Test
  void tellsOfTheWorseAlone() {
    var warned = Standing.of(Level.WARNED, NOON);
    var over = Standing.of(Level.OVER, NOON);
    assertThat(over.isWorseThan(warned)).isTrue();
    assertThat(warned.isWorseThan(over)).isFalse();
    assertThat(warned.isWorseThan(Standing.of(Level.WARNED, LATER))).isFalse();
  }

  @Test
  void saysWhatWouldHelpMost() {
    var use =
        new DiskUse(
            List.of(
                new DiskItem(DiskItem.Kind.HOME, "h", ADA, "home", 10L << 30),
                new DiskItem(DiskItem.Kind.VOLUME, "v", ADA, "data", 100L << 30),
                new DiskItem(DiskItem.Kind.LAYER, "l", ADA, "train", 60L << 30),
                new DiskItem(DiskItem.Kind.LAYER, "m", ADA, "fresh", 0)));
    assertThat(use.detail(new ByteSize(100L << 30)))
        .isEqualTo(
            "maxDisk: 170g of 100g on disk; remove volume 'data' (100g) or release lease 'train'"
                + " (60g) or clear out your home (10g)");
    assertThat(over(Duration.ZERO).text(use, new ByteSize(100L << 30), DAY))
        .startsWith("no lease of yours starts: maxDisk: 170g of 100g")
        .contains("What runs is stopped at 2026-01-02T12:00:00Z or later, and nothing is removed.");
  }
}
