package dev.berth.watchdog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.kernel.LeaseId;
import dev.berth.lease.LeaseEvent;
import dev.berth.lease.model.LeaseState.Released;
import dev.berth.lease.model.LeaseState.Running;
import dev.berth.lease.model.LeaseState.Stopped;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What somebody did to a container behind Berth's back. */
@ExtendWith(Quiet.class)
class ByHandTest {

  private final World world = new World();
  private final LeaseId lease = world.running("box");

  ByHandTest() {
    world.install(lease);
  }

  private List<String> told(String kind) {
    return world.leases.events(lease, 0, 100).stream()
        .filter(event -> event.kind().equals(kind))
        .map(LeaseEvent::message)
        .toList();
  }

  @Test
  void removedItIsMadeAnewAndWhatIsLostIsTold() {
    world.engine.removeByHand(lease.containerName());
    world.settle();
    assertThat(world.state(lease)).isInstanceOf(Running.class);
    assertThat(world.isInstalled(lease)).isFalse();
    assertThat(told("made-anew"))
        .containsExactly(
            "its container was gone; what was written outside of the home, volumes and other mounts"
                + " is lost");
  }

  @Test
  void removedWhileItWasStoppedTheSameIsToldAtItsStart() {
    world.berth.useCases.stop(World.ADA_HERSELF, "box");
    world.settle();
    world.engine.removeByHand(lease.containerName());
    world.settle();
    assertThat(world.state(lease)).isInstanceOf(Stopped.class);
    assertThat(told("made-anew")).isEmpty();
    world.berth.useCases.start(World.ADA_HERSELF, "box");
    world.settle();
    assertThat(world.state(lease)).isInstanceOf(Running.class);
    assertThat(told("made-anew")).hasSize(1);
  }

  @Test
  void aFirstStartLosesNothing() {
    assertThat(told("made-anew")).isEmpty();
  }

  @Test
  void renamedItGetsItsNameBackAndGoesOn() {
    String other = "somebody-else";
    world.engine.renameByHand(lease.containerName(), other);
    world.settle();
    assertThat(world.engine.containerNames()).containsExactly(lease.containerName());
    assertThat(world.engine.isRunning(lease.containerName())).isTrue();
    assertThat(world.isInstalled(lease)).isTrue();
    assertThat(world.state(lease)).isInstanceOf(Running.class);
    assertThat(told("made-anew")).isEmpty();
    assertThat(told("renamed-back")).containsExactly("its container had been renamed to " + other);
  }

  @Test
  void renamedJustBeforeAStopItIsStoppedAllTheSame() {
    world.berth.useCases.stop(World.ADA_HERSELF, "box");
    world.engine.renameByHand(lease.containerName(), "somebody-else");
    world.settle();
    assertThat(world.engine.containerNames()).containsExactly(lease.containerName());
    assertThat(world.engine.isRunning(lease.containerName())).isFalse();
    assertThat(world.state(lease)).isInstanceOf(Stopped.class);
    assertThat(world.isInstalled(lease)).isTrue();
    assertThat(told("renamed-back"))
        .containsExactly("its container had been renamed to somebody-else");
  }

  @Test
  void renamedJustBeforeAReleaseItIsGoneBeforeTheLeaseIs() {
    world.berth.useCases.release(World.ADA_HERSELF, "box");
    world.engine.renameByHand(lease.containerName(), "somebody-else");
    world.settle();
    assertThat(world.engine.containerNames()).isEmpty();
    assertThat(world.state(lease)).isInstanceOf(Released.class);
  }

  @Test
  void renamedAndReplacedItDoesNotRunBesideTheOther() throws Exception {
    world.engine.renameByHand(lease.containerName(), "somebody-else");
    world.engine.create(world.engine.spec("somebody-else").orElseThrow());
    world.berth.sweep();
    assertThat(world.engine.isRunning("somebody-else")).isFalse();
    world.settle();
    assertThat(world.engine.isRunning(lease.containerName())).isTrue();
  }
}
