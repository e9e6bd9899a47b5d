package dev.berth.lease.model;

import static dev.berth.lease.model.SampleLeases.ADA;
import static dev.berth.lease.model.SampleLeases.NOON;
import static dev.berth.lease.model.SampleLeases.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.grant.model.PortRange;
import dev.berth.kernel.PortNumber;
import dev.berth.lease.model.Admission.Admitted;
import dev.berth.lease.model.Admission.Earlier;
import dev.berth.lease.model.Admission.Reason;
import dev.berth.lease.model.Admission.Refused;
import dev.berth.lease.model.Admission.Replayed;
import dev.berth.lease.model.Admission.Seen;
import dev.berth.lease.model.LeaseState.Starting;
import dev.berth.lease.model.NewLease.Replay;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AdmissionTest {

  private static final PortNumber FIRST = new PortNumber(22_000);
  private static final Admission.Rules RULES =
      new Admission.Rules(new PortRange(FIRST, new PortNumber(22_001)), 2);
  private static final NewLease REQUEST = request(1, ADA, "box");
  private static final Lease EARLIER = SampleLeases.in(Starting.first(NOON));

  @Test
  void admitsWithTheFirstFreePortAndStartsAtOnce() {
    assertThat(Admission.decide(REQUEST, seen(false, 1, Set.of()), RULES))
        .isEqualTo(new Admitted(EARLIER.atVersion(0)));
    assertThat(Admission.decide(REQUEST, seen(false, 1, Set.of(FIRST)), RULES))
        .isEqualTo(new Admitted(EARLIER.atVersion(0).onPort(new PortNumber(22_001))));
  }

  @Test
  void refusesATakenName() {
    assertThat(Admission.decide(REQUEST, seen(true, 0, Set.of()), RULES))
        .isEqualTo(
            new Refused(
                Reason.NAME_TAKEN,
                "you have a lease named 'box' already; release it or choose a name"));
  }

  @Test
  void refusesMoreLeasesThanOneMayHave() {
    assertThat(Admission.decide(REQUEST, seen(false, 2, Set.of()), RULES))
        .isEqualTo(
            new Refused(
                Reason.TOO_MANY_LEASES, "you hold 2 of at most 2 leases; release one first"));
  }

  @Test
  void refusesWhereEveryPortIsInUse() {
    var all = Set.of(FIRST, new PortNumber(22_001));
    assertThat(Admission.decide(REQUEST, seen(false, 0, all), RULES))
        .isEqualTo(new Refused(Reason.NO_PORT_FREE, "every port of 22000-22001 is in use"));
  }

  @Test
  void replaysBeforeItLooksAtAnythingElse() {
    var full =
        new Seen(
            Optional.of(new Earlier(EARLIER, "digest")), true, 2, Set.of(FIRST), Optional.empty());
    assertThat(Admission.decide(request(2, "box", new Replay("k", "digest")), full, RULES))
        .isEqualTo(new Replayed(EARLIER));
    assertThat(Admission.decide(request(2, "box", new Replay("k", "other")), full, RULES))
        .isInstanceOfSatisfying(
            Refused.class, refused -> assertThat(refused.reason()).isEqualTo(Reason.KEY_REUSED));
  }

  private static Seen seen(boolean nameTaken, int live, Set<PortNumber> unavailable) {
    return new Seen(Optional.empty(), nameTaken, live, unavailable, Optional.empty());
  }
}
