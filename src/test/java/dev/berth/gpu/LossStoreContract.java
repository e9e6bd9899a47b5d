package dev.berth.gpu;

import static dev.berth.lease.model.SampleLeases.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.gpu.model.Loss;
import dev.berth.gpu.model.Watched;
import dev.berth.kernel.LeaseId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every store of losses must do. Each test begins with one that knows of no lease. */
public abstract class LossStoreContract {

  private static final Duration EVERY = Duration.ofMinutes(5);
  private static final Instant DUE = NOON.plus(EVERY);

  protected abstract LossStore store();

  /** A lease with a GPU of its own that runs since noon. */
  protected abstract LeaseId running(int number);

  /** It is stopped and started, and runs since then. */
  protected abstract void restart(LeaseId lease, Instant at);

  protected abstract void stop(LeaseId lease);

  private List<LeaseId> due(Instant now) {
    return store().claimDue(now, EVERY, 10);
  }

  private Watched watched(LeaseId lease) {
    return store().find(List.of(lease)).get(lease);
  }

  private static Watched lost(Instant since) {
    return new Watched(Optional.of(new Loss("blind", since)), Optional.of(NOON));
  }

  @Test
  void givesEachRunningLeaseOnceForEachInterval() {
    var lease = running(1);
    assertThat(due(DUE.minusMillis(1))).isEmpty();
    assertThat(due(DUE)).containsExactly(lease);
    assertThat(due(DUE)).isEmpty();
    assertThat(due(DUE.plus(EVERY).minusMillis(1))).isEmpty();
    assertThat(due(DUE.plus(EVERY))).containsExactly(lease);
  }

  @Test
  void looksGoOnWhenTheClockIsSetBack() {
    var lease = running(1);
    var before = NOON.minus(Duration.ofHours(1));
    assertThat(due(before)).containsExactly(lease);
    assertThat(due(before)).isEmpty();
    assertThat(due(before.minus(Duration.ofHours(1)))).containsExactly(lease);
  }

  @Test
  void givesNoMoreThanAskedForAndTheOthersNext() {
    var both = List.of(running(1), running(2));
    var first = store().claimDue(DUE, EVERY, 1);
    var second = store().claimDue(DUE, EVERY, 1);
    assertThat(first).hasSize(1);
    assertThat(second).hasSize(1).isNotEqualTo(first);
    assertThat(both).containsAll(first).containsAll(second);
  }

  @Test
  void whatDoesNotRunIsNotDue() {
    var lease = running(1);
    stop(lease);
    assertThat(due(DUE)).isEmpty();
  }

  @Test
  void keepsWhatWasFound() {
    var lease = running(1);
    assertThat(store().find(List.of(lease))).isEmpty();
    assertThat(store().find(List.of())).isEmpty();
    due(DUE);
    assertThat(watched(lease)).isEqualTo(Watched.NOTHING);
    store().write(lease, lost(DUE));
    assertThat(store().find(List.of(lease, lease))).isEqualTo(Map.of(lease, lost(DUE)));
    store().write(lease, Watched.NOTHING);
    assertThat(watched(lease)).isEqualTo(Watched.NOTHING);
  }

  @Test
  void looksEachMinuteWhileTheyAreLost() {
    var lease = running(1);
    due(DUE);
    store().write(lease, lost(DUE));
    assertThat(due(DUE.plusSeconds(59))).isEmpty();
    assertThat(due(DUE.plusSeconds(60))).containsExactly(lease);
    assertThat(watched(lease)).isEqualTo(lost(DUE));
  }

  @Test
  void looksAtOnceWhenItRunsAgainAfterALoss() {
    var lease = running(1);
    due(DUE);
    store().write(lease, lost(DUE));
    restart(lease, DUE.plusSeconds(5));
    assertThat(due(DUE.plusSeconds(6))).containsExactly(lease);
    assertThat(due(DUE.plusSeconds(7))).isEmpty();
  }

  @Test
  void twoWatchersNeverGetTheSameLook() throws Exception {
    running(1);
    running(2);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int round = 1; round <= 20; round++) {
        var now = NOON.plus(EVERY.multipliedBy(round));
        List<Future<List<LeaseId>>> claims =
            IntStream.range(0, 4).mapToObj(_ -> threads.submit(() -> due(now))).toList();
        var all = new ArrayList<LeaseId>();
        for (var claim : claims) {
          all.addAll(claim.get());
        }
        assertThat(all).hasSize(2).doesNotHaveDuplicates();
      }
    }
  }
}
