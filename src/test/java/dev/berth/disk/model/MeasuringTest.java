package dev.berth.disk.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class MeasuringTest {

  private static final Duration EVERY = Duration.ofMinutes(10);
  private static final Duration DEADLINE = Duration.ofMinutes(15);

  private static Duration pause(Duration took) {
    return Measuring.pause(took, EVERY, DEADLINE);
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

  @Property
  void noPauseIsLongerThanWhatFollowsTheDeadline(@ForAll @LongRange(min = 0) long nanos) {
    assertThat(pause(Duration.ofNanos(nanos)))
        .isBetween(EVERY, Measuring.longestPause(EVERY, DEADLINE));
    assertThat(Measuring.longestPause(EVERY, DEADLINE)).isEqualTo(Duration.ofMinutes(300));
  }
}
