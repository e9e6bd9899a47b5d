package dev.berth.lease;

import static dev.berth.lease.model.SampleLeases.ADA;
import static dev.berth.lease.model.SampleLeases.BOB;
import static dev.berth.lease.model.SampleLeases.NOON;
import static dev.berth.lease.model.SampleLeases.request;
import static dev.berth.lease.model.SampleLeases.spec;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.grant.model.PortRange;
import dev.berth.kernel.LeaseId;
import dev.berth.kernel.PortNumber;
import dev.berth.kernel.Sha256;
import dev.berth.kernel.UserId;
import dev.berth.lease.InsideStore.Part;
import dev.berth.lease.model.Actor;
import dev.berth.lease.model.Admission;
import dev.berth.lease.model.Lease;
import dev.berth.lease.model.LeaseState;
import dev.berth.plan.model.SampleLimits;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What every such store must do. Each test begins with one that knows of no lease. */
public abstract class InsideStoreContract {

  private static final String OLD = Sha256.hex("old");
  private static final String NEW = Sha256.hex("new");
  private static final Instant LATER = NOON.plus(Duration.ofMinutes(1));

  protected abstract InsideStore store();

  protected abstract LeaseStore leases();

  private LeaseId lease(int number, UserId owner, LeaseState state) {
    var rules =
        new Admission.Rules(
            new PortRange(new PortNumber(22_000), new PortNumber(22_999)),
            SampleLimits.leases(100));
    var admitted =
        (Admission.Admitted) leases().admit(request(number, owner, "box" + number, spec()), rules);
    var lease = admitted.lease();
    assertThat(leases().replace(lease.with(state), NOON.plusSeconds(180), NOON)).isTrue();
    return lease.id();
  }

  private LeaseId running(int number) {
    return lease(number, ADA, new LeaseState.Running(NOON, 1));
  }

  @Test
  void keepsTheLastOfEachPartOfEachLease() {
    var one = running(1);
    var two = running(2);
    store().write(one, Part.KEYS, OLD);
    store().write(one, Part.LOCK, OLD);
    store().write(two, Part.KEYS, OLD);
    store().write(one, Part.KEYS, NEW);
    assertThat(store().of(one)).isEqualTo(Map.of(Part.KEYS, NEW, Part.LOCK, OLD));
    assertThat(store().of(two)).isEqualTo(Map.of(Part.KEYS, OLD));
  }

  @Test
  void forgetsAPartOrAll() {
    var one = running(1);
    var two = running(2);
    for (var part : Part.values()) {
      store().write(one, part, OLD);
      store().write(two, part, OLD);
    }
    store().forget(one, Part.KEYS);
    assertThat(store().of(one)).isEqualTo(Map.of(Part.LOCK, OLD, Part.GREETING, OLD));
    store().forget(one);
    store().forget(one);
    assertThat(store().of(one)).isEmpty();
    assertThat(store().of(two)).hasSize(3);
  }

  @Test
  void makesWhatIsUpOrComesUpOfOneOwnerDue() {
    var one = running(1);
    lease(2, BOB, new LeaseState.Running(NOON, 1));
    lease(3, ADA, new LeaseState.Stopped(NOON, Actor.OWNER));
    var four = lease(4, ADA, LeaseState.Starting.first(LATER.plus(Duration.ofMinutes(1))));
    assertThat(leases().claimDue(LATER, LATER, 10)).isEmpty();
    store().outdated(ADA);
    assertThat(leases().claimDue(LATER, LATER.plusSeconds(30), 10))
        .containsExactlyInAnyOrder(one, four);
  }

  @Test
  void forgetsAllAndMakesWhatRunsDueWithinATime() {
    var one = running(1);
    store().write(one, Part.KEYS, OLD);
    var two = lease(2, BOB, new LeaseState.Running(NOON, 1));
    lease(3, ADA, new LeaseState.Stopped(NOON, Actor.OWNER));
    var within = Duration.ofMinutes(1);
    store().forgetAll(LATER, within);
    assertThat(leases().claimDue(LATER.plus(within), LATER.plus(within), 10))
        .containsExactlyInAnyOrder(one, two);
    assertThat(store().of(one)).isEmpty();
  }

  @Test
  void putsOffNothing() {
    var one = running(1);
    store().outdated(ADA);
    store().forgetAll(LATER, Duration.ofMinutes(1));
    assertThat(leases().claimDue(NOON, LATER, 10)).containsExactly(one);
  }

  @Test
  void isNotOverruledByALookThatBeganBefore() {
    var one = running(1);
    var seen = leases().find(one).orElseThrow();
    store().outdated(ADA);
    leases().scheduleCheck(seen, LATER.plus(Lease.ROUND));
    assertThat(leases().claimDue(LATER, LATER.plusSeconds(30), 10)).containsExactly(one);
  }
}
