package dev.berth.notify.model;

import static dev.berth.lease.model.SampleLeases.NOON;
import static dev.berth.notify.SampleNotices.notice;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RetryTest {

  private static final Retry RETRY = new Retry(8, Duration.ofHours(6));

  private static Delivery tried(int times) {
    return new Delivery(notice("a"), Channel.MAIL, times, NOON);
  }

  @Test
  void waitsLongerEachTimeUpToAQuarterOfAnHour() {
    assertThat(RETRY.after(tried(1), NOON)).contains(NOON.plusSeconds(10));
    assertThat(RETRY.after(tried(2), NOON)).contains(NOON.plusSeconds(20));
    assertThat(RETRY.after(tried(3), NOON)).contains(NOON.plusSeconds(40));
    assertThat(RETRY.after(tried(7), NOON)).contains(NOON.plusSeconds(640));
    assertThat(new Retry(99, Duration.ofHours(6)).after(tried(90), NOON))
        .contains(NOON.plusSeconds(900));
  }

  @Test
  void givesUpAfterSoManyTries() {
    assertThat(RETRY.after(tried(8), NOON)).isEmpty();
  }

  @Test
  void givesUpWhatIsTooOld() {
    assertThat(RETRY.after(tried(1), NOON.plus(Duration.ofHours(6)).minusSeconds(10))).isPresent();
    assertThat(RETRY.after(tried(1), NOON.plus(Duration.ofHours(6)).minusSeconds(9))).isEmpty();
  }

  @Test
  void givesUpAWarningOfWhatHasHappenedAlready() {
    var patient = new Retry(8, Duration.ofDays(9));
    assertThat(patient.after(tried(1), NOON.plus(Duration.ofHours(8)).minusSeconds(10))).isEmpty();
  }
}
