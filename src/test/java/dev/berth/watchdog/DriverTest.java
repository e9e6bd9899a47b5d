package dev.berth.watchdog;

import static dev.berth.lease.model.SampleLeases.ADA;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.engine.EngineException;
import dev.berth.engine.FakeEngine.Call;
import dev.berth.kernel.ImageRef;
import dev.berth.kernel.LeaseId;
import dev.berth.kernel.PortNumber;
import dev.berth.lease.Change;
import dev.berth.lease.LeaseEvent;
import dev.berth.lease.model.LeaseState.Expired;
import dev.berth.lease.model.LeaseState.Failed;
import dev.berth.lease.model.LeaseState.Released;
import dev.berth.lease.model.LeaseState.Running;
import dev.berth.lease.model.LeaseState.Starting;
import dev.berth.lease.model.LeaseState.Stopped;
import dev.berth.secret.SecretBox;
import dev.berth.watchdog.Reachability.Answer;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Quiet.class)
class DriverTest {

  private final World world = new World();

  @Nested
  class BringingUp {

    @Test
    void bakesTheImageThenRunsUnderTheLeasesOwnKey() throws Exception {
      var id = world.request("box");
      world.settle();
      assertThat(world.state(id)).isInstanceOf(Running.class);
      Order.check(world);
      assertThat(world.engine.builds()).hasSize(1);
      assertThat(kinds(id)).containsExactly("requested", "waiting", "running");
      assertThat(world.engine.volumes()).containsExactly("berth-0123abcd-home-ada");
      assertThat(world.keysInside(id)).containsExactly("key laptop");
    }

    @Test
    void waitsWhileTheImageIsBaked() throws Exception {
      var id = world.request("box");
      world.berth.tasks.shutdownNow();
      for (int i = 0; i < 3; i++) {
        world.berth.drive(id);
        world.clock.pass(Duration.ofSeconds(1));
      }
      assertThat(world.state(id)).isEqualTo(Starting.first(world.lease(id).createdAt()));
      assertThat(world.engine.containerNames()).isEmpty();
      assertThat(kinds(id)).as("says so once").containsExactly("requested", "waiting");
      world.settle();
      assertThat(world.state(id)).isInstanceOf(Running.class);
    }

    @Test
    void failsAtOnceWhereTheImageIsNotInTheCatalogue() {
      world.images.remove("debian");
      var id = world.request("box");
      world.settle();
      assertThat(failure(id)).isEqualTo("image debian is not in the catalogue any more");
    }

    @Test
    void failsWhereTheHostKeyDoesNotOpenAndIsMendedByTheRightKey() {
      var id = world.running("box");
      world.berth.useCases.stop(World.ADA_HERSELF, "box");
      world.settle();
      var rightKey = world.secrets;
      world.secrets = new SecretBox("another key of thirty-two bytes!".getBytes(US_ASCII));
      world.crash();

      world.berth.useCases.start(World.ADA_HERSELF, "box");
      world.settle();
      assertThat(failure(id)).contains("berth.secret.key-file");

      world.secrets = rightKey;
      world.crash();
      world.berth.useCases.start(World.ADA_HERSELF, "box");
      world.settle();
      assertThat(world.state(id)).isInstanceOf(Running.class);
    }

    @Test
    void bakesAgainWhatTheEngineHasLost() throws Exception {
      world.running("other");
      var baked = world.images.find("debian").orElseThrow().baked().orElseThrow();
      world.berth.useCases.release(World.ADA_HERSELF, "other");
      world.settle();
      world.engine.removeImage(baked);
      world.engine.removeImage(new ImageRef(World.BAKED_FROM));
      world.running("box");
      assertThat(world.engine.builds()).hasSize(2);
    }

    @Test
    void triesFiveTimesWithGrowingPausesAndKeepsTheContainer() {
      world.engine.crashOnStart(Optional.of(3));
      var id = world.request("box");
      world.wait(Duration.ZERO);
      world.wait(Duration.ofSeconds(1));
      for (int pause : List.of(1, 2, 4, 8)) {
        int starts = starts();
        world.wait(Duration.ofMillis(pause * 1000L - 1));
        assertThat(starts()).isEqualTo(starts);
        world.wait(Duration.ofMillis(1));
        assertThat(starts()).isEqualTo(starts + 1);
      }
      assertThat(failure(id))
          .isEqualTo("the workspace ended with exit code 3; given up after 5 attempts");
      assertThat(world.engine.containerNames()).containsExactly(id.containerName());
      assertThat(Collections.frequency(kinds(id), "retry")).isEqualTo(4);
    }

    @Test
    void saysWhatTheEngineAndTheWorkspaceSaid() {
      world.engine.refuseStarts(Optional.of("no space left on device"));
      var id = world.request("box");
      world.settle();
      assertThat(((Starting) world.state(id)).trouble())
          .isEqualTo("the engine refused: no space left on device");
      world.engine.refuseStarts(Optional.empty());
      world.engine.crashOnStart(Optional.of(1));
      world.engine.write(id.containerName(), "berth: no sshd here");
      world.wait(Duration.ofMinutes(1));
      assertThat(((Starting) world.state(id)).trouble())
          .isEqualTo("the workspace ended with exit code 1, saying: berth: no sshd here");
    }

    @Test
    void countsAForeignSshServerOnItsPortAsTrouble() {
      world.reachability.instead(() -> Optional.of(Answer.ANOTHER_KEY));
      var id = world.request("box");
      world.settle();
      assertThat(((Starting) world.state(id)).trouble())
          .isEqualTo("another SSH server answers on port 22000 of the host");
    }

    @Test
    void waitsForTheWholeTimeItHasWhileTheWorkspaceRuns() {
      var asked = new int[1];
      world.reachability.instead(() -> asked[0]++ < 12 ? Optional.of(Answer.NONE) : fail());
      var id = world.request("box");
      world.wait(Duration.ZERO);
      world.wait(Duration.ofSeconds(1));
      assertThat(((Starting) world.state(id)).trouble())
          .isEqualTo("the workspace runs but its SSH server does not answer on port 22000");
    }

    @Test
    void breaksOffWhenItIsToStopMeanwhile() {
      world.reachability.instead(
          () -> {
            world.berth.useCases.stop(World.ADA_HERSELF, "box");
            return Optional.of(Answer.NONE);
          });
      var id = world.request("box");
      world.settle();
      assertThat(world.state(id)).isInstanceOf(Stopped.class);
      Order.check(world);
    }

    private static Optional<Answer> fail() {
      throw new AssertionError("asked once more");
    }
  }

  @Nested
  class APortThatAnotherProcessUses {

    @Test
    void isExchangedBeforeTheFirstRun() {
      world.engine.occupyPort(new PortNumber(22_000));
      var id = world.running("box");
      assertThat(world.lease(id).sshPort().value()).isEqualTo(22_001);
      assertThat(((Running) world.state(id)).attempt()).isEqualTo(1);
      assertThat(kinds(id)).contains("port-moved");
      Order.check(world);
    }

    @Test
    void isExchangedAfterARunThatNobodySawToo() {
      world.engine.crashOnStart(Optional.of(1));
      var id = world.request("box");
      world.wait(Duration.ZERO);
      world.wait(Duration.ofSeconds(1));
      world.engine.crashOnStart(Optional.empty());
      world.engine.occupyPort(new PortNumber(22_000));
      world.settle();
      assertThat(world.state(id)).isInstanceOf(Running.class);
      assertThat(world.lease(id).sshPort().value()).isEqualTo(22_001);
      Order.check(world);
    }

    @Test
    void isWaitedForOnceClientsKnowIt() {
      var id = world.running("box");
      world.engine.kill(id.containerName(), 1);
      world.engine.occupyPort(new PortNumber(22_000));
      world.settle();
      assertThat(((Starting) world.state(id)).trouble())
          .isEqualTo("port 22000 is used by another process of the host");
      world.engine.freePort(new PortNumber(22_000));
      world.wait(Duration.ofMinutes(1));
      assertThat(world.state(id)).isInstanceOf(Running.class);
      assertThat(world.lease(id).sshPort().value()).isEqualTo(22_000);
    }

    @Test
    void failsTheLeaseWhereNoOtherIsFree() {
      for (int port = FixedConfig.FIRST_PORT; port <= FixedConfig.LAST_PORT; port++) {
        world.engine.occupyPort(new PortNumber(port));
      }
      var id = world.request("box");
      world.settle();
      assertThat(failure(id)).endsWith("and no other port is free");
      Order.check(world);
    }
  }

  @Nested
  class ARunningLease {

    private final LeaseId id = world.running("box");
    private final String name = id.containerName();

    @Test
    void stopsAndStartsInTheSameContainer() {
      world.berth.useCases.stop(World.ADA_HERSELF, "box");
      world.settle();
      assertThat(world.state(id)).isInstanceOf(Stopped.class);
      Order.check(world);
      world.berth.useCases.start(World.ADA_HERSELF, "box");
      world.settle();
      world.berth.useCases.restart(World.ADA_HERSELF, "box");
      world.settle();
      assertThat(world.state(id)).isInstanceOf(Running.class);
      assertThat(Collections.frequency(world.engine.calls(), Call.CREATE)).isEqualTo(1);
      assertThat(starts()).isEqualTo(3);
    }

    @Test
    void comesBackAfterItDied() {
      world.engine.kill(name, 9);
      world.settle();
      assertThat(world.state(id)).isInstanceOf(Running.class);
      assertThat(((Running) world.state(id)).attempt()).isEqualTo(2);
      world.clock.pass(Duration.ofMinutes(10));
      world.engine.killOutOfMemory(name);
      world.settle();
      assertThat(((Running) world.state(id)).attempt()).isEqualTo(1);
    }

    @Test
    void isMadeAgainOnItsPortUnderItsKeyWhenRemovedByHand() {
      var before = world.lease(id);
      world.engine.removeByHand(name);
      world.settle();
      assertThat(world.state(id)).isInstanceOf(Running.class);
      assertThat(world.lease(id).sshPort()).isEqualTo(before.sshPort());
      assertThat(world.lease(id).hostKey()).isEqualTo(before.hostKey());
      Order.check(world);
    }

    @Test
    void staysAsItIsWhileTheEngineIsNotInSight() {
      var before = world.lease(id);
      var events = kinds(id);
      world.engine.setDown(true);
      world.wait(Duration.ofMinutes(2));
      assertThatThrownBy(() -> world.berth.drive(id))
          .isInstanceOf(EngineException.Unavailable.class);
      world.berth.sweep();
      assertThat(world.lease(id)).isEqualTo(before);
      assertThat(kinds(id)).isEqualTo(events);
      assertThat(world.berth.sight.seen().trouble()).isPresent();
      world.engine.setDown(false);
      world.wait(Duration.ofSeconds(3));
      world.berth.sweep();
      assertThat(world.berth.sight.seen().trouble()).isEmpty();
      assertThat(world.lease(id)).isEqualTo(before);
    }

    @Test
    void isStoppedWhenItExpiresAndReleasedAfterItsGrace() throws Exception {
      world.clock.set(world.lease(id).term().expiresAt());
      world.berth.pass();
      assertThat(world.state(id)).isInstanceOf(Expired.class);
      Order.check(world);
      world.clock.set(world.lease(id).term().graceEndsAt().minusMillis(1));
      world.berth.pass();
      assertThat(world.state(id)).isInstanceOf(Expired.class);
      world.wait(Duration.ofMillis(1));
      assertThat(world.state(id)).isInstanceOf(Released.class);
      assertThat(world.engine.containerNames()).isEmpty();
      assertThat(world.leases.grants()).isEmpty();
      assertThat(world.engine.volumes()).as("the home stays").hasSize(1);
    }

    @Test
    void comesBackByAnExtensionInItsGrace() {
      world.wait(Duration.ofHours(20));
      assertThat(world.berth.useCases.start(World.ADA_HERSELF, "box"))
          .isInstanceOf(Change.NotNow.class);
      world.berth.useCases.extendBy(World.ADA_HERSELF, "box", Duration.ofHours(1));
      world.settle();
      assertThat(world.state(id)).isInstanceOf(Running.class);
      Order.check(world);
    }

    @Test
    void leavesNothingButTheHomeWhenReleased() {
      world.berth.useCases.release(World.ADA_HERSELF, "box");
      world.settle();
      assertThat(world.state(id)).isInstanceOf(Released.class);
      assertThat(world.engine.containerNames()).isEmpty();
      Order.check(world);
      assertThat(world.leases.live(ADA)).isEmpty();
    }
  }

  private String failure(LeaseId id) {
    return ((Failed) world.state(id)).reason();
  }

  private int starts() {
    return Collections.frequency(world.engine.calls(), Call.START);
  }

  private List<String> kinds(LeaseId id) {
    return world.leases.events(id, 0, 100).stream().map(LeaseEvent::kind).toList();
  }
}
