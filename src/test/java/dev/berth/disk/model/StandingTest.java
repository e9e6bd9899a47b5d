package dev.berth.disk.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.disk.model.Standing.Level;
import dev.berth.kernel.ByteSize;
import dev.berth.kernel.UserId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StandingTest {

  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  private static final Instant LATER = NOON.plusSeconds(60);
  private static final Duration DAY = Duration.ofHours(24);
  private static final ByteSize HUNDRED = new ByteSize(100);
  private static final UserId ADA = new UserId("ada");

  private static DiskUse use(long bytes) {
    return new DiskUse(List.of(new DiskItem(DiskItem.Kind.HOME, "h", ADA, "home", bytes)));
  }

  private static Standing after(Standing before, long bytes, Instant now) {
    return before.after(use(bytes), Optional.of(HUNDRED), DAY, now);
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
    var standing = new Standing(before, NOON);
    assertThat(after(standing, bytes, LATER))
        .isEqualTo(next == before ? standing : new Standing(next, LATER));
  }

  @Test
  void isStoppedAfterThePatience() {
    var over = new Standing(Level.OVER, NOON);
    assertThat(after(over, 100, NOON.plus(DAY).minusMillis(1))).isEqualTo(over);
    assertThat(after(over, 100, NOON.plus(DAY)).level()).isEqualTo(Level.STOPPED);
  }

  @Test
  void aUserWhoWasOnceBelowHasThePatienceAnew() {
    var below = after(new Standing(Level.OVER, NOON), 95, NOON.plus(DAY));
    var over = after(below, 100, NOON.plus(DAY).plusSeconds(1));
    assertThat(over).isEqualTo(new Standing(Level.OVER, NOON.plus(DAY).plusSeconds(1)));
  }

  @Test
  void nobodyIsOverNoLimit() {
    for (var level : Level.values()) {
      assertThat(new Standing(level, NOON).after(use(1000), Optional.empty(), DAY, LATER).level())
          .isEqualTo(Level.FINE);
    }
  }

  @Test
  void tellsOfTheWorseAlone() {
    var warned = new Standing(Level.WARNED, NOON);
    var over = new Standing(Level.OVER, NOON);
    assertThat(over.isWorseThan(warned)).isTrue();
    assertThat(warned.isWorseThan(over)).isFalse();
    assertThat(warned.isWorseThan(new Standing(Level.WARNED, LATER))).isFalse();
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
    assertThat(new Standing(Level.OVER, NOON).text(use, new ByteSize(100L << 30), DAY))
        .startsWith("no lease of yours starts: maxDisk: 170g of 100g")
        .contains("What runs is stopped at 2026-01-02T12:00:00Z, and nothing is removed.");
  }
}
