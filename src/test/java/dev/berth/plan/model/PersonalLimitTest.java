package dev.berth.plan.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.kernel.ByteSize;
import dev.berth.kernel.UserId;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PersonalLimitTest {

  private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
  private static final Limits PLAN = SampleLimits.of(5, SampleLimits.AMOUNTS);

  private static PersonalLimit personal(LimitName limit, String value) {
    return new PersonalLimit(
        new UserId("ada"), limit, limit.parse(value).orElseThrow(), NOW.plusSeconds(1), "why");
  }

  @Test
  void holdsUntilItIsOver() {
    var more = List.of(personal(LimitName.MAX_GPUS, "16"));
    assertThat(PersonalLimit.over(PLAN, more, NOW).amounts().maxGpus()).isEqualTo(16);
    assertThat(PersonalLimit.over(PLAN, more, NOW.plusSeconds(1))).isEqualTo(PLAN);
    assertThat(PersonalLimit.over(PLAN, List.of(), NOW)).isEqualTo(PLAN);
  }

  @Test
  void raisesAndLowersEveryLimit() {
    var all =
        List.of(
            personal(LimitName.MAX_LEASES, "0"),
            personal(LimitName.MAX_TERM, "9d"),
            personal(LimitName.MAX_LIFE, "90d"),
            personal(LimitName.GRACE, "0s"),
            personal(LimitName.IDLE_STOP_AFTER, "2h"),
            personal(LimitName.MAX_RUNNING, "1"),
            personal(LimitName.MAX_KEPT, "2"),
            personal(LimitName.MAX_GPUS, "3"),
            personal(LimitName.GPU_HOURS_PER_WEEK, "4"),
            personal(LimitName.MAX_CPUS, "0.1"),
            personal(LimitName.MAX_MEMORY, "64m"),
            personal(LimitName.MAX_SHM, "1g"),
            personal(LimitName.MAX_PORTS, "7"),
            personal(LimitName.WEIGHT, "2.5"));
    assertThat(all).extracting(PersonalLimit::limit).containsExactly(LimitName.values());
    assertThat(PersonalLimit.over(PLAN, all, NOW))
        .isEqualTo(
            new Limits(
                0,
                Duration.ofDays(9),
                Duration.ofDays(90),
                Duration.ZERO,
                Optional.of(Duration.ofHours(2)),
                new Amounts(
                    1,
                    2,
                    3,
                    Optional.of(4),
                    0.1,
                    ByteSize.ofMebibytes(64),
                    ByteSize.ofMebibytes(1024),
                    7,
                    2.5)));
  }

  @Test
  void leavesWhatItSaysNothingOf() {
    var one = PersonalLimit.over(PLAN, List.of(personal(LimitName.MAX_LEASES, "9")), NOW);
    assertThat(one.maxLeases()).isEqualTo(9);
    assertThat(one.maxTerm()).isEqualTo(PLAN.maxTerm());
    assertThat(one.amounts()).isEqualTo(PLAN.amounts());
    var other = PersonalLimit.over(PLAN, List.of(personal(LimitName.MAX_GPUS, "1")), NOW);
    assertThat(other.maxLeases()).isEqualTo(PLAN.maxLeases());
  }

  @Test
  void theApiWritesCountsAndFractionsAsNumbersAndTheRestAsText() {
    assertThat(LimitName.MAX_GPUS.isNumber()).isTrue();
    assertThat(LimitName.WEIGHT.isNumber()).isTrue();
    assertThat(LimitName.MAX_MEMORY.isNumber()).isFalse();
    assertThat(LimitName.MAX_TERM.isNumber()).isFalse();
  }

  @Test
  void makesNoTermLongerThanALife() {
    var brief = List.of(personal(LimitName.MAX_LIFE, "1h"));
    assertThat(PersonalLimit.over(PLAN, brief, NOW).maxTerm()).isEqualTo(Duration.ofHours(1));
  }

  @Test
  void readsWhatItWritesAndNothingOutOfBounds() {
    for (var limit : LimitName.values()) {
      assertThat(LimitName.of(limit.word())).contains(limit);
      var bounds = Arrays.asList(limit.bounds().split(" to ", -1));
      for (String bound : bounds) {
        assertThat(limit.parse(bound).map(limit::text)).contains(bound);
      }
      assertThat(limit.parse("-1")).isEmpty();
      assertThat(limit.parse("")).isEmpty();
      assertThat(limit.parse("9".repeat(22))).isEmpty();
    }
    assertThat(LimitName.MAX_CPUS.parse("0.09")).isEmpty();
    assertThat(LimitName.MAX_GPUS.parse("1.5")).isEmpty();
    assertThat(LimitName.of("maxEverything")).isEmpty();
  }
}
