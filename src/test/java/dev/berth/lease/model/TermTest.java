package dev.berth.lease.model;

import static dev.berth.lease.model.SampleLeases.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.lease.model.Term.Extension;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class TermTest {

  private static final Duration HOUR = Duration.ofHours(1);
  private static final Instant EXPIRY = NOON.plus(HOUR);
  private static final Instant LIMIT = NOON.plus(HOUR.multipliedBy(5));
  private final Term term = new Term(EXPIRY, LIMIT, HOUR);

  @Test
  void isOverAtTheVeryInstantItExpires() {
    assertThat(term.isOver(EXPIRY.minusNanos(1))).isFalse();
    assertThat(term.isOver(EXPIRY)).isTrue();
  }

  @Test
  void keepsItsGraceFromExpiryOn() {
    assertThat(term.graceEndsAt()).isEqualTo(NOON.plus(HOUR.multipliedBy(2)));
    assertThat(term.isGraceOver(term.graceEndsAt().minusNanos(1))).isFalse();
    assertThat(term.isGraceOver(term.graceEndsAt())).isTrue();
  }

  @Nested
  class Extending {

    @Test
    void addsToWhatIsLeft() {
      assertThat(term.extendBy(HOUR, NOON)).isEqualTo(until(EXPIRY.plus(HOUR)));
    }

    @Test
    void countsFromThePresentWhereItIsOverAlready() {
      var late = EXPIRY.plusSeconds(60);
      assertThat(term.extendBy(HOUR, late)).isEqualTo(until(late.plus(HOUR)));
    }

    @Test
    void reachesTheLimitAndNotBeyond() {
      assertThat(term.extendUntil(LIMIT, NOON)).isEqualTo(until(LIMIT));
      assertThat(term.extendUntil(LIMIT.plusNanos(1), NOON))
          .isEqualTo(new Extension.TooLong(LIMIT));
      assertThat(term.extendBy(HOUR.multipliedBy(5), NOON)).isEqualTo(new Extension.TooLong(LIMIT));
    }

    @Test
    void mayShortenButNotIntoThePast() {
      assertThat(term.extendUntil(NOON.plusNanos(1), NOON)).isEqualTo(until(NOON.plusNanos(1)));
      assertThat(term.extendUntil(NOON, NOON)).isEqualTo(new Extension.InThePast(NOON));
    }

    private static Extension until(Instant expiry) {
      return new Extension.Extended(new Term(expiry, LIMIT, HOUR));
    }
  }
}
