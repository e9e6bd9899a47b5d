package dev.berth.idle.model;

import static dev.berth.lease.model.SampleLeases.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.engine.model.Counters;
import dev.berth.idle.model.IdleWindow.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class IdleWindowTest {

  private static final Duration EVERY = Duration.ofSeconds(20);
  private static final Duration STOP = Duration.ofMinutes(10);
  private static final IdleRule RULE =
      new IdleRule(STOP, EVERY, new Thresholds(10, 8_000, 32_000, 5, 1));

  private IdleWindow window = IdleWindow.NEW;
  private Counters counters = new Counters(Duration.ofHours(1), Duration.ZERO, 0L, 0);
  private Map<String, Long> inputs = Map.of("/dev/pts/0", 100L);
  private Optional<Look.Gpu> gpu = Optional.empty();
  private List<String> unknown = List.of();
  private Instant run = NOON;
  private Instant clock = NOON;

  private Verdict look(Duration passed) {
    return use(passed, Duration.ZERO, 0, 0);
  }

  private Verdict use(Duration passed, Duration cpu, long network, long disk) {
    long before = counters.network() == null ? 0 : counters.network();
    counters =
        new Counters(
            counters.hostTime().plus(passed),
            counters.cpu().plus(cpu),
            before + network,
            counters.disk() + disk);
    clock = clock.plus(passed);
    var look = new Look(run, counters, inputs, gpu.orElse(null), unknown);
    var step = window.take(look, RULE, clock);
    window = step.next();
    return step.verdict();
  }

  private Verdict looks(int times) {
    Verdict last = new Verdict.Nothing();
    for (int i = 0; i < times; i++) {
      last = look(EVERY);
    }
    return last;
  }

  private static String signals(Verdict verdict) {
    assertThat(verdict).isInstanceOf(Verdict.InUse.class);
    return ((Verdict.InUse) verdict).use().signals();
  }

  @Test
  void warnsOnceAndStopsWhenTheWholeTimeWasSeenToBeIdle() {
    look(EVERY);
    assertThat(looks(22)).isEqualTo(new Verdict.Nothing());
    assertThat(look(EVERY))
        .isInstanceOfSatisfying(
            Verdict.Warn.class,
            warn -> {
              assertThat(warn.idle()).isEqualTo(Duration.ofSeconds(450));
              assertThat(warn.left()).isEqualTo(Duration.ofSeconds(150));
            });
    assertThat(looks(7)).isEqualTo(new Verdict.Nothing());
    assertThat(look(EVERY))
        .isInstanceOfSatisfying(
            Verdict.Stop.class,
            stop ->
                assertThat(stop.most().text())
                    .isEqualTo(
                        "CPU 0.0 %, network 0.0 kB/s, disk 0.0 kB/s, no input on 1 terminal"));
  }

  @Test
  void oneSignalOverItsThresholdIsUse() {
    look(EVERY);
    looks(5);
    assertThat(signals(use(EVERY, Duration.ofSeconds(2), 0, 0))).isEqualTo("CPU 10.0 %");
    assertThat(window.idle()).isZero();
    assertThat(signals(use(EVERY, Duration.ZERO, 160_000, 0))).isEqualTo("network 8.0 kB/s");
    assertThat(signals(use(EVERY, Duration.ZERO, 0, 640_000))).isEqualTo("disk 32.0 kB/s");
    gpu = Optional.of(new Look.Gpu(5, 0));
    assertThat(signals(look(EVERY))).isEqualTo("GPU 5 %");
    gpu = Optional.of(new Look.Gpu(0, 1));
    assertThat(signals(look(EVERY))).isEqualTo("GPU processes 1");
    gpu = Optional.of(new Look.Gpu(4, 0));
    assertThat(use(EVERY, Duration.ofMillis(1_990), 159_000, 639_000))
        .isEqualTo(new Verdict.Nothing());
    assertThat(window.idle()).isEqualTo(EVERY);
    assertThat(window.lastUse())
        .isEqualTo(new IdleWindow.Use(clock.minus(EVERY), "GPU processes 1"));
  }

  @Test
  void typingIsUseAndClosingATerminalIsNot() {
    look(EVERY);
    inputs = Map.of("/dev/pts/0", 108L);
    assertThat(signals(look(EVERY))).isEqualTo("input on a terminal");
    inputs = Map.of("/dev/pts/0", 92L);
    assertThat(signals(look(EVERY))).as("the clock was set back").contains("input");
    inputs = Map.of();
    look(EVERY);
    assertThat(window.idle()).isEqualTo(EVERY);
    inputs = Map.of("/dev/pts/1", 92L);
    assertThat(signals(look(EVERY))).as("a new session").contains("input");
  }

  @Test
  void tellsThatItIsInUseAgainOnlyWhereItWasWarned() {
    look(EVERY);
    looks(23);
    assertThat(window.warned()).isTrue();
    assertThat(use(EVERY, EVERY, 0, 0))
        .isInstanceOfSatisfying(Verdict.InUse.class, use -> assertThat(use.news()).isTrue());
    assertThat(use(EVERY, EVERY, 0, 0))
        .isInstanceOfSatisfying(Verdict.InUse.class, use -> assertThat(use.news()).isFalse());
    assertThat(looks(22)).isEqualTo(new Verdict.Nothing());
    assertThat(look(EVERY)).as("another spell").isInstanceOf(Verdict.Warn.class);
  }

  @Test
  void whatCanNotBeReadHoldsTheCountAndUseEndsItStill() {
    look(EVERY);
    looks(5);
    unknown = List.of("GPU");
    looks(100);
    assertThat(window.idle()).isEqualTo(EVERY.multipliedBy(5));
    assertThat(window.unknown()).containsExactly("GPU");
    use(EVERY, EVERY, 0, 0);
    assertThat(window.idle()).isZero();
  }

  @Test
  void aPauseCountsAsTwoIntervalsAtTheMost() {
    look(EVERY);
    assertThat(look(Duration.ofDays(3))).isEqualTo(new Verdict.Nothing());
    assertThat(window.idle()).isEqualTo(EVERY.multipliedBy(2));
    assertThat(signals(use(Duration.ofDays(3), Duration.ofSeconds(5), 0, 0)))
        .as("what was done while nobody looked")
        .contains("CPU");
  }

  @Test
  void aRestartAndCountersThatGoBackBeginAnew() {
    look(EVERY);
    looks(20);
    run = NOON.plusSeconds(600);
    look(EVERY);
    assertThat(window.idle()).isZero();
    looks(20);
    counters = new Counters(Duration.ofSeconds(3), Duration.ZERO, 0L, 0);
    look(EVERY);
    assertThat(window.idle()).isZero();
  }

  @Test
  void aRuleOfAnotherTimeIsCountedAnew() {
    look(EVERY);
    looks(20);
    var shorter = new IdleRule(Duration.ofMinutes(2), EVERY, RULE.thresholds());
    var step = window.take(new Look(run, counters, inputs, null, List.of()), shorter, clock);
    assertThat(step.next().idle()).isZero();
    assertThat(step.verdict()).isEqualTo(new Verdict.Nothing());
  }

  @Test
  void theHostsOwnNetworkIsLeftOut() {
    var first = new Counters(Duration.ofSeconds(100), Duration.ZERO, null, 0);
    var second = new Counters(Duration.ofSeconds(120), Duration.ZERO, null, 0);
    var begun = IdleWindow.NEW.take(new Look(run, first, Map.of(), null, List.of()), RULE, clock);
    var idle = begun.next().take(new Look(run, second, Map.of(), null, List.of()), RULE, clock);
    assertThat(idle.next().idle()).isEqualTo(EVERY);
    assertThat(idle.next().most())
        .extracting(Activity::text)
        .isEqualTo("CPU 0.0 %, disk 0.0 kB/s, no input on 0 terminals");
  }

  @Property
  void neverStopsBeforeItsTimeWasSeenHoweverLooksAreSpaced(
      @ForAll @Size(max = 120) List<@IntRange(min = 0, max = 100_000) Integer> seconds) {
    var test = new IdleWindowTest();
    test.look(EVERY);
    var seen = Duration.ZERO;
    boolean warned = false;
    var sinceWarning = Duration.ZERO;
    for (int each : seconds) {
      var passed = Duration.ofSeconds(each);
      var counted = passed.compareTo(RULE.longest()) < 0 ? passed : RULE.longest();
      switch (test.look(passed)) {
        case Verdict.Stop _ -> {
          assertThat(warned).isTrue();
          assertThat(sinceWarning.plus(counted)).isGreaterThanOrEqualTo(RULE.warning());
          assertThat(seen.plus(counted)).isGreaterThanOrEqualTo(STOP);
          return;
        }
        case Verdict.Warn _ -> {
          assertThat(warned).as("once").isFalse();
          warned = true;
        }
        case Verdict.InUse _, Verdict.Nothing _ -> {
          sinceWarning = warned ? sinceWarning.plus(counted) : Duration.ZERO;
        }
      }
      seen = seen.plus(counted);
    }
  }

  @Property
  void whateverTheClockSaysDecidesNothing(
      @ForAll @Size(max = 60) List<@IntRange(min = -10_000_000, max = 10_000_000) Integer> jumps) {
    var steady = new IdleWindowTest();
    var jumping = new IdleWindowTest();
    for (int jump : jumps) {
      jumping.clock = jumping.clock.plusSeconds(jump);
      assertThat(jumping.look(EVERY)).isEqualTo(steady.look(EVERY));
    }
  }

  @Test
  void theShorterTimeHoldsAndNoneIsLessThanTheLeast() {
    var hour = Duration.ofHours(1);
    var least = Duration.ofMinutes(1);
    assertThat(IdleRule.stopAfter(Optional.empty(), Optional.empty(), least)).isEmpty();
    assertThat(IdleRule.stopAfter(Optional.of(hour), Optional.empty(), least)).contains(hour);
    assertThat(IdleRule.stopAfter(Optional.of(hour.multipliedBy(2)), Optional.of(hour), least))
        .contains(hour);
    assertThat(IdleRule.stopAfter(Optional.of(hour), Optional.of(hour.multipliedBy(2)), least))
        .contains(hour);
    assertThat(IdleRule.stopAfter(Optional.empty(), Optional.of(Duration.ofSeconds(5)), least))
        .contains(least);
    assertThat(new IdleRule(hour.multipliedBy(8), EVERY, RULE.thresholds()).warning())
        .isEqualTo(Duration.ofMinutes(15));
  }
}
