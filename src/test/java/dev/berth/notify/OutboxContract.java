package dev.berth.notify;

import static dev.berth.lease.model.SampleLeases.NOON;
import static dev.berth.notify.SampleNotices.notice;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.notify.model.Channel;
import dev.berth.notify.model.Delivery;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every outbox must do. */
public abstract class OutboxContract {

  private static final Instant LATER = NOON.plusSeconds(60);
  private static final Set<Channel> BOTH = EnumSet.allOf(Channel.class);

  protected abstract Outbox outbox();

  protected void empty() {}

  @BeforeEach
  void begin() {
    empty();
  }

  private Delivery claimed() {
    var claimed = outbox().claim(NOON, LATER, 10);
    assertThat(claimed).hasSize(1);
    return claimed.getFirst();
  }

  @Test
  void givesANoticeOnceForEachChannel() {
    outbox().add(notice("a"), BOTH, NOON);
    assertThat(outbox().claim(NOON, LATER, 10))
        .containsExactlyInAnyOrder(
            new Delivery(notice("a"), Channel.MAIL, 1, NOON),
            new Delivery(notice("a"), Channel.WEBHOOK, 1, NOON));
    assertThat(outbox().claim(NOON, LATER, 10)).isEmpty();
  }

  @Test
  void knowsANoticeByItsId() {
    outbox().add(notice("a"), Set.of(Channel.MAIL), NOON);
    outbox().delivered(claimed(), NOON);
    outbox().add(notice("a"), Set.of(Channel.MAIL), LATER);
    assertThat(outbox().claim(LATER, LATER.plusSeconds(60), 10)).isEmpty();
  }

  @Test
  void givesItAgainWhenAClaimRunsOut() {
    outbox().add(notice("a"), Set.of(Channel.MAIL), NOON);
    claimed();
    assertThat(outbox().claim(LATER.minusMillis(1), LATER, 10)).isEmpty();
    assertThat(outbox().claim(LATER, LATER.plusSeconds(60), 10))
        .containsExactly(new Delivery(notice("a"), Channel.MAIL, 2, NOON));
  }

  @Test
  void holdsNothingBackForAsLongAsTheClockWasSetBack() {
    outbox().add(notice("a"), Set.of(Channel.MAIL), NOON);
    var before = NOON.minus(Duration.ofHours(1));
    assertThat(outbox().claim(before, before.plusSeconds(60), 10)).hasSize(1);
    assertThat(outbox().claim(before, before.plusSeconds(60), 10)).isEmpty();
  }

  @Test
  void givesNothingThatWasDelivered() {
    outbox().add(notice("a"), Set.of(Channel.MAIL), NOON);
    outbox().delivered(claimed(), NOON);
    assertThat(outbox().claim(LATER.plusSeconds(999), LATER.plusSeconds(1999), 10)).isEmpty();
  }

  @Test
  void triesAgainWhenItWasTold() {
    outbox().add(notice("a"), Set.of(Channel.MAIL), NOON);
    outbox().failed(claimed(), "x".repeat(9_000), Optional.of(NOON.plusSeconds(10)));
    assertThat(outbox().claim(NOON.plusSeconds(9), LATER, 10)).isEmpty();
    assertThat(outbox().claim(NOON.plusSeconds(10), LATER, 10)).hasSize(1);
  }

  @Test
  void forgetsWhatIsGivenUp() {
    outbox().add(notice("a"), Set.of(Channel.MAIL), NOON);
    outbox().failed(claimed(), "no", Optional.empty());
    assertThat(outbox().claim(LATER, LATER.plusSeconds(60), 10)).isEmpty();
  }

  /** A sender that was slower than its claim must not undo what the next one did. */
  @Test
  void takesNoFailureOfAnEarlierTry() {
    outbox().add(notice("a"), Set.of(Channel.MAIL), NOON);
    var slow = claimed();
    var next = outbox().claim(LATER, LATER.plusSeconds(60), 10).getFirst();
    outbox().failed(slow, "late", Optional.of(LATER));
    assertThat(outbox().claim(LATER, LATER.plusSeconds(60), 10)).isEmpty();
    outbox().delivered(next, LATER);
    outbox().failed(next, "never", Optional.of(LATER));
    assertThat(outbox().claim(LATER.plusSeconds(99), LATER.plusSeconds(199), 10)).isEmpty();
  }

  @Test
  void givesTheOldestFirstAndNoMoreThanAsked() {
    IntStream.range(0, 5)
        .forEach(i -> outbox().add(notice("n" + i), Set.of(Channel.WEBHOOK), NOON.minusSeconds(i)));
    assertThat(outbox().claim(NOON, LATER, 2).stream().map(it -> it.notice().id()))
        .containsExactlyInAnyOrder("n4", "n3");
  }

  @Test
  void givesEachToOneOfManyThatAskAtOnce() throws Exception {
    IntStream.range(0, 40)
        .forEach(i -> outbox().add(notice("n" + i), Set.of(Channel.WEBHOOK), NOON));
    var all = new HashSet<String>();
    int given = 0;
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<List<Delivery>> claim = () -> outbox().claim(NOON, LATER, 10);
      for (var each : threads.invokeAll(List.of(claim, claim, claim, claim))) {
        given += each.get().size();
        each.get().forEach(it -> all.add(it.notice().id()));
      }
    }
    assertThat(all).hasSize(given);
  }
}
