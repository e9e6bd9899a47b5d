package dev.berth.disk.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class MeasuringTest {

  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  private static final Duration EVERY = Duration.ofMinutes(10);

  private static Duration pause(Duration took) {
    return Duration.between(NOON, Measuring.next(NOON, NOON.plus(took), EVERY));
  }

  @Test
  void comesAgainAsOftenAsItIsSet() {
    assertThat(pause(Duration.ZERO)).isEqualTo(EVERY);
    assertThat(pause(Duration.ofSeconds(30))).isEqualTo(EVERY);
  }

  @Test
  void takesATwentiethOfTheTimeAtMost() {
    assertThat(pause(Duration.ofSeconds(31))).isEqualTo(Duration.ofSeconds(620));
    assertThat(pause(Duration.ofMinutes(10))).isEqualTo(Duration.ofMinutes(200));
  }
}
