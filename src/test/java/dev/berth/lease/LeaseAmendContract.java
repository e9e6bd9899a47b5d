package dev.berth.lease;

import static dev.berth.lease.model.SampleLeases.ADA;
import static dev.berth.lease.model.SampleLeases.BOB;
import static dev.berth.lease.model.SampleLeases.NOON;
import static dev.berth.lease.model.SampleLeases.id;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.kernel.ByteSize;
import dev.berth.lease.model.Actor;
import dev.berth.lease.model.Admission;
import dev.berth.lease.model.Admission.Reason;
import dev.berth.lease.model.Admission.Refused;
import dev.berth.lease.model.Amended;
import dev.berth.lease.model.Amendment;
import dev.berth.lease.model.GrantedPort;
import dev.berth.lease.model.Lease;
import dev.berth.lease.model.LeaseState;
import dev.berth.lease.model.LeaseState.Running;
import dev.berth.lease.model.SampleAmendments;
import dev.berth.plan.model.SampleLimits;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How every lease store must change leases; three ports, as in {@link LeaseAdmissionContract}. */
abstract class LeaseAmendContract extends LeaseAdmissionContract {

  @Test
  void storesAChangeWholeAndDueAtOnce() {
    var lease = replace(admit(1, ADA, "box"), new Running(NOON, 1));
    var later = NOON.plusSeconds(3_600);
    store().claimDue(later, later, 10);

    var stored = amended(lease, SampleAmendments.env(Map.of("B", "2"), 8888));

    assertThat(store().find(id(1))).contains(stored);
    assertThat(stored.version()).isEqualTo(lease.version() + 1);
    assertThat(stored.generation()).isEqualTo(1);
    assertThat(stored.spec().program().env()).isEqualTo(Map.of("B", "2"));
    assertThat(hosts(stored)).containsExactly(22_000, 22_001);
    assertThat(store().claimDue(NOON, later, 10)).containsExactly(id(1));
  }

  @Test
  void portsThatAreGivenBackAreOthersToTake() {
    var lease = amended(admit(1, ADA, "box"), SampleAmendments.env(Map.of(), 80, 81));
    assertThat(hosts(lease)).containsExactly(22_000, 22_001, 22_002);
    assertThat(admission(2, ADA, "other")).isInstanceOf(Refused.class);

    lease = amended(lease, SampleAmendments.env(Map.of(), 81));

    assertThat(hosts(lease)).containsExactly(22_000, 22_002);
    assertThat(hosts(admit(3, ADA, "other"))).containsExactly(22_001);
  }

  @Test
  void aChangeThatDoesNotGetAllItsPortsChangesNothing() {
    var lease = admit(1, ADA, "box");
    admit(2, BOB, "his");
    assertThat(amend(lease, SampleAmendments.env(Map.of("B", "2"), 80, 81)))
        .isInstanceOfSatisfying(
            Amended.Refused.class,
            refused -> assertThat(refused.reason()).isEqualTo(Reason.NO_PORT_FREE));
    assertThat(store().find(id(1))).contains(lease);
    assertThat(hosts(admit(3, ADA, "more"))).containsExactly(22_002);
  }

  @Test
  void aNameBelongsToOneLiveLeaseOfAnOwner() {
    var lease = admit(1, ADA, "box");
    var other = admit(2, ADA, "other");
    admit(3, BOB, "his");
    assertThat(amend(lease, SampleAmendments.name("other")))
        .isInstanceOfSatisfying(
            Amended.Refused.class,
            refused -> assertThat(refused.reason()).isEqualTo(Reason.NAME_TAKEN));
    release(other);
    assertThat(
            amended(amended(lease, SampleAmendments.name("other")), SampleAmendments.name("his")))
        .extracting(Lease::name)
        .isEqualTo("his");
    assertThat(store().findByName(ADA, "box")).isEmpty();
  }

  @Test
  void changesNothingAtAStaleVersionOrWhereNothingIs() {
    var stale = admit(1, ADA, "box");
    var current = replace(stale, new Running(NOON, 1));
    assertThat(amend(stale, SampleAmendments.memory(512))).isEqualTo(new Amended.Overtaken());
    assertThat(store().find(id(1))).contains(current);
  }

  @Test
  void secretsAreReplacedOnlyWhereTheyAreGiven() {
    var lease = admit(1, ADA, "box");
    var amendment = SampleAmendments.memory(512);
    var next = amendment.of(lease, lease, NOON).next();
    store().amend(next, Optional.of(new byte[] {7}), NOON, rules());
    assertThat(store().sealedSecrets(id(1)).orElseThrow()).containsExactly(7);
    amended(store().find(id(1)).orElseThrow(), SampleAmendments.memory(1024));
    assertThat(store().sealedSecrets(id(1)).orElseThrow()).containsExactly(7);
  }

  @Test
  void onlyOneOfThoseWinsThatChangeTheSameVersionAtOnce() throws Exception {
    var lease = admit(1, ADA, "box");
    var outcomes = atOnce(10, i -> amend(lease, SampleAmendments.env(Map.of("N", "" + i), 80)));
    assertThat(outcomes).filteredOn(Amended.Stored.class::isInstance).hasSize(1);
    assertThat(hosts(store().find(id(1)).orElseThrow())).containsExactly(22_000, 22_001);
  }

  @Test
  void growsNoFurtherThanTheOwnersLimitsAllow() {
    // Each has 4g.
    var twelve = rules(22_000, 22_002, SampleLimits.of(9, memory(ByteSize.ofMebibytes(12_288))));
    var lease = admit(1, ADA, "box");
    admit(2, ADA, "other");
    admit(3, BOB, "his");

    assertThat(amend(lease, SampleAmendments.memory(8_193), twelve))
        .isEqualTo(
            new Amended.Refused(
                Reason.QUOTA_EXCEEDED,
                "maxMemory: 8g of 12g memory in use, 4097m more asked for;"
                    + " stop or release 'box' (4g) or 'other' (4g)"));
    assertThat(store().find(id(1))).contains(lease);
    assertThat(amend(lease, SampleAmendments.memory(8_192), twelve))
        .isInstanceOf(Amended.Stored.class);

    // Beyond a limit that has become less since, one can shrink still.
    var four = rules(22_000, 22_002, SampleLimits.of(9, memory(ByteSize.ofMebibytes(4_096))));
    var bigger = store().find(id(1)).orElseThrow();
    assertThat(amend(bigger, SampleAmendments.memory(8_000), four))
        .isInstanceOf(Amended.Stored.class);
  }

  @Test
  void aLeaseThatRestsMayGrowForItTakesNothing() {
    var resting = replace(admit(1, ADA, "box"), new LeaseState.Stopped(NOON, Actor.OWNER));
    var four = rules(22_000, 22_002, SampleLimits.of(9, memory(ByteSize.ofMebibytes(4_096))));
    assertThat(amend(resting, SampleAmendments.memory(8_192), four))
        .isInstanceOf(Amended.Stored.class);
    var bigger = store().find(id(1)).orElseThrow();
    assertThat(store().bringUp(bigger.with(LeaseState.Starting.first(NOON)), NOON, NOON, four))
        .isInstanceOfSatisfying(
            Amended.Refused.class,
            refused -> assertThat(refused.reason()).isEqualTo(Reason.QUOTA_EXCEEDED));
  }

  private Amended amend(Lease lease, Amendment amendment, Admission.Rules rules) {
    return store().amend(amendment.of(lease, lease, NOON).next(), Optional.empty(), NOON, rules);
  }

  private Amended amend(Lease lease, Amendment amendment) {
    return store().amend(amendment.of(lease, lease, NOON).next(), Optional.empty(), NOON, rules());
  }

  private Lease amended(Lease lease, Amendment amendment) {
    return ((Amended.Stored) amend(lease, amendment)).lease();
  }

  private static List<Integer> hosts(Lease lease) {
    return lease.ports().stream().map(GrantedPort::host).map(port -> port.value()).toList();
  }
}
