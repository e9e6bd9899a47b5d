package dev.berth.lease;

import static dev.berth.lease.model.SampleLeases.ADA;
import static dev.berth.lease.model.SampleLeases.NOON;
import static dev.berth.lease.model.SampleLeases.TERM;
import static dev.berth.lease.model.SampleLeases.id;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.grant.model.PortRange;
import dev.berth.kernel.PortNumber;
import dev.berth.lease.WarningStore.Means;
import dev.berth.lease.WarningStore.Warned;
import dev.berth.lease.model.Actor;
import dev.berth.lease.model.Admission;
import dev.berth.lease.model.Lease;
import dev.berth.lease.model.LeaseState;
import dev.berth.lease.model.LeaseState.Expired;
import dev.berth.lease.model.LeaseState.Released;
import dev.berth.lease.model.LeaseState.Running;
import dev.berth.lease.model.LeaseState.Stopped;
import dev.berth.lease.model.SampleLeases;
import dev.berth.lease.model.Term;
import dev.berth.lease.model.Warnings;
import dev.berth.notify.Outbox;
import dev.berth.notify.model.Channel;
import dev.berth.notify.model.Notice.Kind;
import dev.berth.plan.model.SampleLimits;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store of warnings must do. Ada's leases end eight hours after noon. */
public abstract class WarningStoreContract {

  protected static final Means MEANS =
      new Means(
          new Warnings.Rules(
              List.of(Duration.ofHours(2), Duration.ofMinutes(15)), Duration.ofHours(24)),
          Optional.empty(),
          Set.of(Channel.MAIL, Channel.WEBHOOK));
  protected static final Instant END = TERM.expiresAt();
  private static final Instant TWO_HOURS = END.minus(Duration.ofHours(2));
  private static final Instant QUARTER = END.minus(Duration.ofMinutes(15));

  protected abstract WarningStore store();

  protected abstract LeaseStore leases();

  protected abstract Outbox outbox();

  protected void empty() {}

  @BeforeEach
  void begin() {
    empty();
  }

  protected final Lease running(int number) {
    var rules =
        new Admission.Rules(
            new PortRange(new PortNumber(22_000), new PortNumber(22_099)),
            SampleLimits.leases(100));
    var admitted = leases().admit(SampleLeases.request(number, ADA, "box-" + number), rules);
    return to(((Admission.Admitted) admitted).lease(), new Running(NOON, 1), NOON);
  }

  private Lease to(Lease lease, LeaseState state, Instant now) {
    return write(lease.with(state), now);
  }

  private Lease write(Lease next, Instant now) {
    assertThat(leases().replace(next, next.nextCheck(now), now)).isTrue();
    return leases().find(next.id()).orElseThrow();
  }

  private List<Warned> at(Instant now) {
    return store().warn(now, MEANS, 100);
  }

  private List<String> warnings(Lease lease) {
    return leases().events(lease.id(), 0, 100).stream()
        .filter(event -> event.kind().equals("warning"))
        .map(LeaseEvent::message)
        .toList();
  }

  @Test
  void warnsOnceAtEachOfItsTimes() {
    var lease = running(1);
    assertThat(at(NOON)).isEmpty();
    assertThat(at(TWO_HOURS.minusMillis(1))).isEmpty();
    var first = at(TWO_HOURS);
    assertThat(first).singleElement().extracting(Warned::lease).isEqualTo(lease);
    assertThat(at(TWO_HOURS)).isEmpty();
    assertThat(at(TWO_HOURS.plusSeconds(2))).isEmpty();
    assertThat(at(QUARTER)).hasSize(1);
    assertThat(at(END.minusMillis(1))).isEmpty();
    assertThat(at(END)).isEmpty();
    assertThat(warnings(lease)).hasSize(2).first().isEqualTo(first.getFirst().notice().text());
  }

  @Test
  void givesTheNoticeToEveryChannel() {
    running(1);
    at(NOON);
    var notice = at(TWO_HOURS).getFirst().notice();
    assertThat(outbox().claim(TWO_HOURS, END, 10))
        .hasSize(2)
        .allMatch(delivery -> delivery.notice().equals(notice));
  }

  @Test
  void saysOnlyTheLastAfterALongSleep() {
    var lease = running(1);
    assertThat(at(QUARTER.plusSeconds(30))).hasSize(1);
    assertThat(warnings(lease)).singleElement().asString().contains("ends in 15m");
  }

  @Test
  void doesNotRepeatItselfWhenTheStateChanges() {
    var lease = running(1);
    at(TWO_HOURS);
    to(lease, new Stopped(TWO_HOURS, Actor.OWNER), TWO_HOURS.plusSeconds(60));
    assertThat(at(TWO_HOURS.plusSeconds(60))).isEmpty();
    assertThat(at(QUARTER)).hasSize(1);
  }

  @Test
  void warnsAgainOfATermThatWasExtended() {
    var lease = running(1);
    at(QUARTER);
    var longer = new Term(END.plus(Duration.ofHours(8)), TERM.limit(), TERM.grace());
    var extended = write(lease.with(longer), QUARTER.plusSeconds(60));
    assertThat(at(QUARTER.plusSeconds(60))).isEmpty();
    assertThat(at(QUARTER.plus(Duration.ofHours(8)))).hasSize(1);
    assertThat(warnings(extended)).hasSize(2);
  }

  @Test
  void warnsBeforeRemoval() {
    var lease = to(running(1), new Expired(END), END);
    assertThat(at(END)).isEmpty();
    var at = lease.term().graceEndsAt().minus(Duration.ofHours(24));
    assertThat(at(at.minusMillis(1))).isEmpty();
    assertThat(at(at)).singleElement().matches(warned -> warned.notice().kind() == Kind.REMOVAL);
    assertThat(at(at.plusSeconds(1))).isEmpty();
  }

  @Test
  void saysNothingOfALeaseThatIsOver() {
    to(running(1), new Released(NOON, Actor.OWNER), NOON);
    assertThat(at(QUARTER)).isEmpty();
  }

  @Test
  void takesNoMoreAtOnceThanAsked() {
    IntStream.rangeClosed(1, 5).forEach(this::running);
    assertThat(store().warn(TWO_HOURS, MEANS, 3)).hasSize(3);
    assertThat(store().warn(TWO_HOURS, MEANS, 3)).hasSize(2);
  }

  @Test
  void saysEachThingOnceThoughManyWatchdogsDo() throws Exception {
    IntStream.rangeClosed(1, 20).forEach(this::running);
    int said = 0;
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Callable<List<Warned>> pass = () -> at(TWO_HOURS);
      for (var each : threads.invokeAll(List.of(pass, pass, pass, pass))) {
        said += each.get().size();
      }
    }
    assertThat(said + at(TWO_HOURS).size()).isEqualTo(20);
    assertThat(leases().events(id(7), 0, 100))
        .filteredOn(event -> event.kind().equals("warning"))
        .hasSize(1);
  }
}
