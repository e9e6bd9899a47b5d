package dev.berth.lease.model;

import static dev.berth.lease.model.SampleLeases.ADA;
import static dev.berth.lease.model.SampleLeases.BOB;
import static dev.berth.lease.model.SampleLeases.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.grant.model.PortRange;
import dev.berth.kernel.PortNumber;
import dev.berth.kernel.Protocol;
import dev.berth.lease.model.Admission.Holder;
import dev.berth.lease.model.Admission.Reason;
import dev.berth.lease.model.LeaseState.Expired;
import dev.berth.lease.model.LeaseState.Running;
import dev.berth.lease.model.LeaseState.Starting;
import dev.berth.lease.model.LeaseState.Stopped;
import dev.berth.lease.model.LeaseState.Stopping;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AmendmentTest {

  private static final Amendment ANEW = SampleAmendments.env(Map.of("A", "1"));
  private static final Amendment LIVE = SampleAmendments.memory(512);
  private static final LeaseState RUNNING = new Running(NOON, 1);
  private static final LeaseState STOPPED = new Stopped(NOON, Actor.OWNER);
  private static final PortRange RANGE =
      new PortRange(new PortNumber(22_000), new PortNumber(22_002));

  @Test
  void whatOnlyANewContainerCanHaveStopsWhatRunsToStartAgain() {
    for (var state : List.of(RUNNING, Starting.first(NOON))) {
      var outcome = of(ANEW, state);
      assertThat(outcome.effect()).isEqualTo(Effect.RE_CREATING);
      assertThat(outcome.next().generation()).isEqualTo(1);
      assertThat(outcome.next().state()).isEqualTo(new Stopping(NOON, Starting.first(NOON)));
    }
  }

  @Test
  void whatIsOnItsWayUpIsMadeAnewOnThatWay() {
    var state = new Stopping(NOON, Starting.first(NOON));
    assertThat(of(ANEW, state).effect()).isEqualTo(Effect.RE_CREATING);
    assertThat(of(ANEW, state).next().state()).isEqualTo(state);
  }

  @Test
  void whatIsDownStaysDownAndIsMadeAnewAtItsStart() {
    for (var state :
        List.of(STOPPED, new Expired(NOON), new Stopping(NOON, new Stopped(NOON, Actor.OWNER)))) {
      assertThat(of(ANEW, state).effect()).isEqualTo(Effect.AT_NEXT_START);
      assertThat(of(ANEW, state).next().state()).isEqualTo(state);
      assertThat(of(ANEW, state).next().generation()).isEqualTo(1);
    }
  }

  @Test
  void limitsReachWhatRunsAndOthersAtTheirStart() {
    assertThat(of(LIVE, RUNNING).effect()).isEqualTo(Effect.LIVE);
    assertThat(of(LIVE, RUNNING).next().state()).isEqualTo(RUNNING);
    assertThat(of(LIVE, RUNNING).next().generation()).isZero();
    assertThat(of(LIVE, STOPPED).effect()).isEqualTo(Effect.AT_NEXT_START);
  }

  @Test
  void limitsOfWhatIsOnItsWayUpAreLiveAndOfWhatWaitsAreForItsStart() {
    assertThat(of(LIVE, new Stopping(NOON, Starting.first(NOON))).effect()).isEqualTo(Effect.LIVE);
    assertThat(of(LIVE, new LeaseState.Queued(NOON)).effect()).isEqualTo(Effect.AT_NEXT_START);
    assertThat(of(LIVE, new LeaseState.Offered(NOON, NOON.plusSeconds(9))).effect())
        .isEqualTo(Effect.AT_NEXT_START);
  }

  @Test
  void namesTheLimitsThatChange() {
    assertThat(LIVE.fields()).containsExactly("memory");
    assertThat(ANEW.fields()).contains("env").doesNotContain("memory", "cpus");
  }

  @Test
  void aNameIsThereAtOnceEvenWhereNothingRuns() {
    assertThat(of(SampleAmendments.name("other"), STOPPED).effect()).isEqualTo(Effect.LIVE);
  }

  @Test
  void whatIsSoAlreadyIsNoChange() {
    assertThat(of(SampleAmendments.name("box"), RUNNING).effect()).isEqualTo(Effect.NOTHING);
    assertThat(of(SampleAmendments.env(Map.of("EDITOR", "vi")), RUNNING).effect())
        .isEqualTo(Effect.NOTHING);
  }

  @Test
  void namesItsFieldsAndNoValue() {
    assertThat(ANEW.fields()).containsExactly("ports", "env");
    assertThat(ANEW).hasToString("Amendment[ports, env]");
  }

  @Test
  void portsWithoutANumberKeepTheirs() {
    var held = List.of(port(22, 22_001, false), port(80, 22_002, false));
    assertThat(grant(held, Map.of(), wanted(22, null), wanted(81, null), wanted(80, null)))
        .isEqualTo(
            new PortGrants.Granted(
                List.of(
                    port(22, 22_001, false), port(81, 22_000, false), port(80, 22_002, false))));
  }

  @Test
  void aPortAskedForByNumberTakesItFromAnotherOfTheSameLease() {
    var held = List.of(port(22, 22_001, false));
    assertThat(grant(held, Map.of(), wanted(22, null), wanted(80, 22_001)))
        .isEqualTo(
            new PortGrants.Granted(List.of(port(22, 22_000, false), port(80, 22_001, true))));
  }

  @Test
  void aNumberThatAnotherLeaseHoldsIsRefusedAndSoIsOneTooMany() {
    var other = Map.of(new PortNumber(9000), Optional.of(new Holder(BOB, "his")));
    assertThat(grant(List.of(), other, wanted(80, 9000)))
        .isEqualTo(
            new PortGrants.Refused(
                Reason.PORT_TAKEN, "port 9000 of the host is held by a lease of another user"));
    assertThat(
            grant(
                List.of(),
                Map.of(),
                wanted(1, null),
                wanted(2, null),
                wanted(3, null),
                wanted(4, null)))
        .isEqualTo(
            new PortGrants.Refused(Reason.NO_PORT_FREE, "every port of 22000-22002 is in use"));
  }

  private static PortGrants grant(
      List<GrantedPort> held, Map<PortNumber, Optional<Holder>> others, WantedPort... wanted) {
    var unavailable = new HashMap<>(others);
    held.forEach(port -> unavailable.put(port.host(), Optional.of(new Holder(ADA, "box"))));
    return PortGrants.decide(
        new PortGrants.Wish(ADA, List.of(wanted), held), unavailable, Optional.empty(), RANGE);
  }

  private static GrantedPort port(int container, int host, boolean fixed) {
    return new GrantedPort(
        new PortNumber(container), Protocol.TCP, new PortNumber(host), "", fixed);
  }

  private static WantedPort wanted(int container, @Nullable Integer host) {
    return new WantedPort(
        new PortNumber(container), Protocol.TCP, host == null ? null : new PortNumber(host), "");
  }

  private static Amendment.Outcome of(Amendment amendment, LeaseState state) {
    var lease = SampleLeases.in(state);
    return amendment.of(lease, lease, NOON);
  }
}
