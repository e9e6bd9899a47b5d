package dev.berth.gpu;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.gpu.model.Probe;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every store of probes must do. Each test begins with one that knows of no probe. */
public abstract class ProbeStoreContract {

  private static final Instant NOON = Instant.parse("2026-01-01T12:00:00Z");
  private static final Instant UNTIL = NOON.plusSeconds(60);
  private static final Instant NEXT = NOON.plusSeconds(30);
  private static final Instant LONG_AGO = Instant.EPOCH;
  private static final Probe SEEN = new Probe(NOON, Probe.Result.SEEN, "");

  protected abstract ProbeStore store();

  private boolean claim(Instant now) {
    return store().claim(now, now.plusSeconds(60), LONG_AGO);
  }

  @Test
  void isDueAtFirstAndThenWhenItIsTime() {
    assertThat(store().last()).isEmpty();
    assertThat(claim(NOON)).isTrue();
    store().done(SEEN, UNTIL, NEXT);
    assertThat(claim(NEXT.minusMillis(1))).isFalse();
    assertThat(claim(NEXT)).isTrue();
  }

  @Test
  void whatIsTakenIsLeftAloneUntilTheClaimRunsOut() {
    assertThat(claim(NOON)).isTrue();
    assertThat(store().claim(UNTIL.minusMillis(1), UNTIL.plusSeconds(60), UNTIL)).isFalse();
    assertThat(claim(UNTIL)).isTrue();
  }

  @Test
  void whoeverTookTooLongLeavesTheLookToTheNext() {
    claim(NOON);
    claim(UNTIL);
    store().done(SEEN, UNTIL, NEXT);
    assertThat(store().last()).isEmpty();
    assertThat(claim(UNTIL.plusSeconds(1))).isFalse();
  }

  @Test
  void neitherAClaimNorALookKeepsTheNextAwayWhenTheClockIsSetBack() {
    claim(NOON);
    var before = NOON.minus(Duration.ofHours(1));
    assertThat(claim(before)).isTrue();
    assertThat(claim(before)).isFalse();
    claim(NOON);
    store().done(SEEN, UNTIL, NEXT);
    assertThat(claim(before)).isTrue();
  }

  @Test
  void aLookThatIsTooOldMakesTheNextDue() {
    claim(NOON);
    store().done(SEEN, UNTIL, NEXT);
    assertThat(store().claim(NOON.plusSeconds(5), UNTIL, NOON)).isFalse();
    assertThat(store().claim(NOON.plusSeconds(5), UNTIL, NOON.plusMillis(1))).isTrue();
  }

  @Test
  void keepsWhatTheLastLookCameTo() {
    claim(NOON);
    store().done(SEEN, UNTIL, NEXT);
    assertThat(store().last()).contains(SEEN);
    claim(NEXT);
    var none = new Probe(NEXT, Probe.Result.NO_SUPPORT, "install it");
    store().done(none, NEXT.plusSeconds(60), NEXT.plus(Duration.ofMinutes(10)));
    assertThat(store().last()).contains(none);
  }

  @Test
  void onlyOneOfManyLooks() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int round = 0; round < 20; round++) {
        var now = NOON.plusSeconds(60L * round);
        List<Future<Boolean>> claims =
            IntStream.range(0, 4).mapToObj(_ -> threads.submit(() -> claim(now))).toList();
        int won = 0;
        for (var claim : claims) {
          won += claim.get() ? 1 : 0;
        }
        assertThat(won).isEqualTo(1);
      }
    }
  }
}
