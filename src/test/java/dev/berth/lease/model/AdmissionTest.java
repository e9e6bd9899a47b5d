package dev.berth.lease.model;

import static dev.berth.lease.model.SampleLeases.ADA;
import static dev.berth.lease.model.SampleLeases.BOB;
import static dev.berth.lease.model.SampleLeases.NOON;
import static dev.berth.lease.model.SampleLeases.request;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.grant.model.PortRange;
import dev.berth.kernel.ByteSize;
import dev.berth.kernel.PortNumber;
import dev.berth.kernel.Protocol;
import dev.berth.lease.model.Admission.Admitted;
import dev.berth.lease.model.Admission.Earlier;
import dev.berth.lease.model.Admission.Holder;
import dev.berth.lease.model.Admission.Reason;
import dev.berth.lease.model.Admission.Refused;
import dev.berth.lease.model.Admission.Replayed;
import dev.berth.lease.model.Admission.Seen;
import dev.berth.lease.model.LeaseState.Starting;
import dev.berth.lease.model.NewLease.Replay;
import dev.berth.plan.model.GpuWeek;
import dev.berth.plan.model.Holding;
import dev.berth.plan.model.SampleLimits;
import dev.berth.plan.model.Use;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class AdmissionTest {

  private static final PortNumber FIRST = new PortNumber(22_000);
  private static final Admission.Rules RULES =
      new Admission.Rules(new PortRange(FIRST, new PortNumber(22_001)), SampleLimits.leases(2));
  private static final NewLease REQUEST = request(1, ADA, "box");
  private static final Lease EARLIER = SampleLeases.in(Starting.first(NOON));

  @Test
  void admitsWithTheFirstFreePortAndStartsAtOnce() {
    assertThat(Admission.decide(REQUEST, seen(false, 1, Set.of()), RULES))
        .isEqualTo(new Admitted(EARLIER.atVersion(0)));
    assertThat(Admission.decide(REQUEST, seen(false, 1, Set.of(FIRST)), RULES))
        .isEqualTo(new Admitted(EARLIER.atVersion(0).moved(FIRST, new PortNumber(22_001))));
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
                Reason.QUOTA_EXCEEDED,
                "maxLeases: 2 of 2 leases in use, 1 more asked for; release 'old1' (1) or 'old2'"
                    + " (1)"));
  }

  @Test
  void refusesWhereEveryPortIsInUse() {
    var all = Set.of(FIRST, new PortNumber(22_001));
    assertThat(Admission.decide(REQUEST, seen(false, 0, all), RULES))
        .isEqualTo(new Refused(Reason.NO_PORT_FREE, "every port of 22000-22001 is in use"));
  }

  @Nested
  class WithSeveralPorts {

    private final WantedPort web = new WantedPort(new PortNumber(80), Protocol.TCP, null, "web");
    private final WantedPort fixed =
        new WantedPort(new PortNumber(53), Protocol.UDP, new PortNumber(8053), "dns");

    @Test
    void grantsAllOfThemAndNoneTwice() {
      assertThat(decide(Map.of(), WantedPort.ssh(null), fixed, web))
          .isInstanceOfSatisfying(
              Admitted.class,
              admitted ->
                  assertThat(admitted.lease().ports())
                      .extracting(port -> port.host().value())
                      .containsExactly(22_000, 8053, 22_001));
    }

    @Test
    void choosesNoneThatTheSameRequestAsksForByNumber() {
      assertThat(decide(Map.of(), web, WantedPort.ssh(FIRST)))
          .isInstanceOfSatisfying(
              Admitted.class,
              admitted ->
                  assertThat(admitted.lease().ports())
                      .extracting(port -> port.host().value())
                      .containsExactly(22_001, 22_000));
    }

    @Test
    void grantsNoneWhereOneIsMissing() {
      assertThat(decide(Map.of(FIRST, Optional.empty()), WantedPort.ssh(null), web))
          .isEqualTo(new Refused(Reason.NO_PORT_FREE, "every port of 22000-22001 is in use"));
    }

    @Test
    void saysByWhatAPortIsTaken() {
      var port = new PortNumber(8053);
      assertThat(decide(Map.of(port, Optional.of(new Holder(ADA, "dns"))), fixed))
          .isEqualTo(taken("held by your lease 'dns'"));
      assertThat(decide(Map.of(port, Optional.of(new Holder(BOB, "x"))), fixed))
          .isEqualTo(taken("held by a lease of another user"));
      assertThat(decide(Map.of(port, Optional.empty()), fixed))
          .isEqualTo(taken("in use by a program that is none of Berth's"));
    }

    private static Refused taken(String how) {
      return new Refused(Reason.PORT_TAKEN, "port 8053 of the host is " + how);
    }

    private Admission decide(Map<PortNumber, Optional<Holder>> unavailable, WantedPort... wanted) {
      var spec = SampleLeases.spec();
      var request =
          request(
              1,
              ADA,
              "box",
              new LeaseSpec(
                  spec.image(),
                  spec.ssh(),
                  spec.resources(),
                  spec.login(),
                  spec.program(),
                  SampleLeases.network(wanted),
                  spec.mounts(),
                  spec.restart(),
                  spec.labels(),
                  spec.gpus(),
                  spec.idle()));
      return Admission.decide(
          request,
          new Seen(Optional.empty(), false, old(0), unavailable, Optional.empty(), false),
          RULES);
    }
  }

  @Test
  void replaysBeforeItLooksAtAnythingElse() {
    var full =
        new Seen(
            Optional.of(new Earlier(EARLIER, "digest")),
            true,
            old(2),
            Map.of(),
            Optional.empty(),
            true);
    assertThat(Admission.decide(request(2, "box", new Replay("k", "digest")), full, RULES))
        .isEqualTo(new Replayed(EARLIER));
    assertThat(Admission.decide(request(2, "box", new Replay("k", "other")), full, RULES))
        .isInstanceOfSatisfying(
            Refused.class, refused -> assertThat(refused.reason()).isEqualTo(Reason.KEY_REUSED));
  }

  private static Seen seen(boolean nameTaken, int live, Set<PortNumber> unavailable) {
    return new Seen(
        Optional.empty(),
        nameTaken,
        old(live),
        unavailable.stream().collect(Collectors.toMap(port -> port, _ -> Optional.empty())),
        Optional.empty(),
        false);
  }

  private static Use old(int leases) {
    var size = ByteSize.ofMebibytes(1);
    return new Use(
        IntStream.rangeClosed(1, leases)
            .mapToObj(i -> new Holding("old" + i, Holding.Standing.UP, 0, 1, size, size, 1))
            .toList(),
        GpuWeek.NONE);
  }
}
