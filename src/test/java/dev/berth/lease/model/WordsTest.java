package dev.berth.lease.model;

import static dev.berth.lease.model.SampleLeases.ADA;
import static dev.berth.lease.model.SampleLeases.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.grant.model.GpuWish;
import dev.berth.kernel.ReservationId;
import dev.berth.lease.model.LeaseState.Running;
import dev.berth.lease.model.LeaseState.Stopped;
import dev.berth.lease.model.RestartPolicy.Kind;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is stored, logged and shown of leases, word by word. */
class WordsTest {

  @Test
  void everyStateHasTheWordThatIsStored() {
    assertThat(SampleLeases.everyState())
        .extracting(LeaseState::word)
        .containsOnly(
            "queued",
            "offered",
            "starting",
            "running",
            "stopping",
            "stopped",
            "expired",
            "failed",
            "releasing",
            "released");
  }

  @Test
  void statesAreCountedByTheirWords() {
    Collection<LeaseState> states =
        List.of(new Running(NOON, 1), new Running(NOON, 2), new Stopped(NOON, Actor.OWNER));
    assertThat(LeaseState.count(states)).isEqualTo(Map.of("running", 2L, "stopped", 1L));
  }

  @Test
  void effectsAreSaidAsTheApiSaysThem() {
    assertThat(Stream.of(Effect.values()).map(Effect::word).collect(Collectors.toList()))
        .containsExactly("nothing", "live", "re-creating", "at next start");
  }

  @Test
  void restartPoliciesAreWrittenAsDockerDoes() {
    assertThat(new RestartPolicy(Kind.NO, 0)).hasToString("no");
    assertThat(new RestartPolicy(Kind.ON_FAILURE, 0)).hasToString("on-failure");
    assertThat(new RestartPolicy(Kind.ON_FAILURE, 3)).hasToString("on-failure:3");
    assertThat(new RestartPolicy(Kind.ALWAYS, 0)).hasToString("always");
    assertThat(RestartPolicy.DEFAULT).hasToString("unless-stopped");
  }

  @Test
  void secretsShowTheirNamesOnly() {
    assertThat(new LeaseSecrets(Optional.of("$6$hash"), Map.of("TOKEN", "abc")))
        .hasToString("LeaseSecrets[password true, [TOKEN]]");
  }

  @Test
  void rootLivesElsewhereThanOthers() {
    var root = new Login("root", true, false);
    var dev = new Login("dev", true, false);
    assertThat(root.asRoot()).isTrue();
    assertThat(root.homeDirectory()).isEqualTo("/root");
    assertThat(dev.asRoot()).isFalse();
    assertThat(dev.homeDirectory()).isEqualTo("/home/dev");
  }

  @Test
  void aVolumeHasANameAndAHomeHasNone() {
    assertThat(new Mount(Mount.Kind.VOLUME, "code", "/code", false).required()).isEqualTo("code");
    var home = new Mount(Mount.Kind.HOME, null, "/home/dev", false);
    assertThatThrownBy(home::required).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aReservationIsActiveFromItsBeginningUntilItEnds() {
    var open = reservation(Optional.empty());
    assertThat(open.isActive(NOON.minusNanos(1))).isFalse();
    assertThat(open.isActive(NOON)).isTrue();
    var ended = new Reservation.End(NOON.plusSeconds(1), Reservation.Ending.CANCELLED);
    assertThat(reservation(Optional.of(ended)).isActive(NOON.plusSeconds(2))).isFalse();
  }

  private static Reservation reservation(Optional<Reservation.End> end) {
    return new Reservation(
        new ReservationId("01ARZ3NDEKTSV4RRFFQ69G5FAV"),
        ADA,
        ADA,
        GpuWish.of(1),
        List.of(),
        NOON,
        NOON.plusSeconds(60),
        NOON.minusSeconds(60),
        end);
  }
}
