package dev.berth.lease.model;

import static dev.berth.lease.model.SampleLeases.NOON;
import static dev.berth.lease.model.SampleLeases.in;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.lease.model.LeaseState.Expired;
import dev.berth.lease.model.LeaseState.Offered;
import dev.berth.lease.model.LeaseState.Queued;
import dev.berth.lease.model.LeaseState.Released;
import dev.berth.lease.model.LeaseState.Releasing;
import dev.berth.lease.model.LeaseState.Running;
import dev.berth.lease.model.LeaseState.Stopped;
import dev.berth.notify.model.Notice.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class WarningsTest {

  private static final Warnings.Rules RULES =
      new Warnings.Rules(
          List.of(Duration.ofHours(24), Duration.ofHours(2), Duration.ofMinutes(15)),
          Duration.ofHours(24));

  private static List<Duration> leads(Duration term) {
    var end = NOON.plus(term);
    return Warnings.times(NOON, end, RULES.beforeExpiry()).stream()
        .map(at -> Duration.between(at, end))
        .toList();
  }

  @Test
  void warnsOfALongTermThreeTimes() {
    assertThat(leads(Duration.ofDays(7))).containsExactlyElementsOf(RULES.beforeExpiry());
  }

  @Test
  void leavesOutWhatWouldComeInTheFirstHalf() {
    assertThat(leads(Duration.ofHours(8)))
        .containsExactly(Duration.ofHours(2), Duration.ofMinutes(15));
    assertThat(leads(Duration.ofHours(3))).containsExactly(Duration.ofMinutes(15));
    assertThat(leads(Duration.ofMinutes(30))).containsExactly(Duration.ofMinutes(15));
  }

  @Test
  void warnsOfAShortTermOnceATenthBeforeItsEnd() {
    assertThat(leads(Duration.ofMinutes(20))).containsExactly(Duration.ofMinutes(2));
    assertThat(leads(Duration.ofMinutes(5))).containsExactly(Duration.ofMinutes(1));
    assertThat(leads(Duration.ofSeconds(20))).containsExactly(Duration.ofSeconds(20));
  }

  @Test
  void saysNothingWhereNothingIsWanted() {
    var none = new Warnings.Rules(List.of(Duration.ZERO), Duration.ZERO);
    var late = SampleLeases.TERM.graceEndsAt().minusSeconds(1);
    assertThat(Warnings.of(in(new Expired(NOON)), NOON, none, late).due()).isEmpty();
    assertThat(Warnings.of(in(new Running(NOON, 1)), NOON, none, NOON).next()).isEmpty();
  }

  @Test
  void isDueAtTheVeryInstantAndTellsOfTheNext() {
    var lease = in(new Running(NOON, 1));
    var end = lease.term().expiresAt();
    var first = end.minus(Duration.ofHours(2));
    assertThat(Warnings.of(lease, NOON, RULES, first.minusNanos(1)))
        .isEqualTo(new Warnings(Optional.empty(), Optional.of(first)));
    assertThat(Warnings.of(lease, NOON, RULES, first))
        .isEqualTo(
            new Warnings(
                Optional.of(new Warning(Kind.EXPIRY, end, first)),
                Optional.of(end.minus(Duration.ofMinutes(15)))));
  }

  @Test
  void saysOnlyTheLastOfThoseThatWereMissed() {
    var lease = in(new Stopped(NOON, Actor.OWNER));
    var end = lease.term().expiresAt();
    assertThat(Warnings.of(lease, NOON, RULES, end.minusSeconds(1)))
        .isEqualTo(
            new Warnings(
                Optional.of(new Warning(Kind.EXPIRY, end, end.minus(Duration.ofMinutes(15)))),
                Optional.empty()));
    assertThat(Warnings.of(lease, NOON, RULES, end).due()).isEmpty();
  }

  @Test
  void saysNothingAtOnceOfATermThatWasSetJustNow() {
    var lease = in(new Running(NOON, 1));
    var end = lease.term().expiresAt();
    var set = end.minus(Duration.ofHours(1));
    assertThat(Warnings.of(lease, set, RULES, set))
        .isEqualTo(new Warnings(Optional.empty(), Optional.of(end.minus(Duration.ofMinutes(15)))));
  }

  @Test
  void warnsOfRemovalOnceInTheGrace() {
    var lease = in(new Expired(NOON));
    var end = lease.term().graceEndsAt();
    var at = end.minus(Duration.ofHours(24));
    assertThat(Warnings.of(lease, NOON, RULES, lease.term().expiresAt()))
        .isEqualTo(new Warnings(Optional.empty(), Optional.of(at)));
    assertThat(Warnings.of(lease, NOON, RULES, at))
        .isEqualTo(new Warnings(Optional.of(new Warning(Kind.REMOVAL, end, at)), Optional.empty()));
  }

  @Test
  void warnsOfNothingThatWaitsOrGoes() {
    var late = SampleLeases.TERM.expiresAt().minusSeconds(1);
    for (var state :
        List.of(
            new Queued(NOON),
            new Offered(NOON, NOON.plusSeconds(60)),
            new Releasing(NOON, Actor.OWNER),
            new Released(NOON, Actor.OWNER))) {
      assertThat(Warnings.of(in(state), NOON, RULES, late))
          .isEqualTo(new Warnings(Optional.empty(), Optional.empty()));
    }
  }

  @Test
  void saysHowToHaveItLonger() {
    var lease = in(new Running(NOON, 1));
    var end = lease.term().expiresAt();
    var at = end.minus(Duration.ofHours(2));
    var notice =
        new Warning(Kind.EXPIRY, end, at)
            .notice(lease, at.plusSeconds(2), Optional.of("https://berth.lab/"));
    assertThat(notice.subject()).isEqualTo("Lease box ends in 2h");
    assertThat(notice.text())
        .isEqualTo(
            "Lease box ends in 2h, at 2026-01-01 20:00 UTC. Its workspace is stopped then, and kept"
                + " until 2026-01-04 20:00 UTC. To have it longer: POST"
                + " https://berth.lab/api/v1/leases/box/extend {\"by\": \"4h\"}");
  }

  @Test
  void saysThatNothingCanBeAddedAtTheLimit() {
    var lease = in(new Running(NOON, 1));
    var end = lease.term().limit();
    var full = lease.with(new Term(end, end, Duration.ofHours(1)));
    assertThat(
            new Warning(Kind.EXPIRY, end, end)
                .notice(full, end.minusSeconds(10), Optional.empty())
                .text())
        .contains("less than a minute")
        .endsWith("It can't be extended any more.");
  }

  /** However the term and the rules: in order, in the second half where that is a choice, in it. */
  @Property
  void warnsBeforeTheEndAndNotBeforeTheBeginning(
      @ForAll @LongRange(min = 1, max = 100_000_000) long term,
      @ForAll @Size(min = 1, max = 6) List<@LongRange(min = 1, max = 10_000_000) Long> seconds) {
    var end = NOON.plusSeconds(term);
    var leads = seconds.stream().map(Duration::ofSeconds).toList();
    var times = Warnings.times(NOON, end, leads);
    assertThat(times).isNotEmpty().isSorted().doesNotHaveDuplicates();
    assertThat(times).allMatch(at -> !at.isBefore(NOON) && at.isBefore(end));
    if (term >= 120) {
      assertThat(times).allMatch(at -> !at.isBefore(NOON.plusSeconds(term / 2)));
    }
  }

  /**
   * Whoever looks at each next instant, at any pace, says each warning once and the last always.
   */
  @Property
  void saysEachOnceAtWhateverPace(
      @ForAll @LongRange(min = 60, max = 1_000_000) long term,
      @ForAll @Size(min = 1, max = 5) List<@LongRange(min = 0, max = 100_000) Long> delays) {
    var end = NOON.plusSeconds(term);
    var lease = in(new Running(NOON, 1)).with(new Term(end, end, Duration.ZERO));
    var said = new ArrayList<Warning>();
    Instant look = NOON;
    for (int i = 0; look.isBefore(end); i++) {
      var decision = Warnings.of(lease, NOON, RULES, look);
      decision.due().filter(due -> !said.contains(due)).ifPresent(said::add);
      if (decision.next().isEmpty()) {
        break;
      }
      var next = decision.next().orElseThrow();
      assertThat(next).isAfter(look).isBefore(end);
      look = next.plusSeconds(delays.get(i % delays.size()));
    }
    assertThat(said.stream().map(Warning::dueAt)).isSorted().doesNotHaveDuplicates();
    assertThat(said.stream().map(Warning::dueAt))
        .isSubsetOf(Warnings.times(NOON, end, RULES.beforeExpiry()));
    if (look.isBefore(end)) {
      assertThat(said).isNotEmpty();
    }
  }
}
