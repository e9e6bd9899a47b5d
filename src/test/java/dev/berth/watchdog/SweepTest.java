package dev.berth.watchdog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.engine.EngineException;
import dev.berth.engine.FakeEngine.Call;
import dev.berth.kernel.LeaseId;
import dev.berth.lease.model.LeaseState.Running;
import dev.berth.lease.model.LeaseState.Stopped;
import dev.berth.lease.model.SampleLeases;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Quiet.class)
class SweepTest {

  private final World world = new World();
  private final LeaseId id = world.running("box");

  @Nested
  class AnOrphan {

    @Test
    void isRemovedWhenASecondSweepSeesIt() throws Exception {
      orphan(7);
      world.berth.sweep();
      assertThat(world.engine.containerNames()).contains(name(7));
      world.berth.sweep();
      assertThat(world.engine.containerNames()).containsExactly(id.containerName());
      assertThat(removed()).isEqualTo(1);
    }

    @Test
    void isCountedAnewAfterTheEngineWasOutOfSight() throws Exception {
      orphan(7);
      world.berth.sweep();
      world.engine.setDown(true);
      world.berth.sweep();
      assertThat(world.berth.sight.seen().trouble()).isPresent();
      world.engine.setDown(false);
      world.berth.sweep();
      assertThat(world.engine.containerNames()).contains(name(7));
      assertThat(world.berth.sight.seen().trouble()).isEmpty();
      world.berth.sweep();
      assertThat(world.engine.containerNames()).doesNotContain(name(7));
    }

    @Test
    void thatDoesNotGoKeepsNoOther() throws Exception {
      orphan(7);
      orphan(8);
      world.berth.sweep();
      world.engine.failNext(Call.REMOVE, new EngineException.Rejected("device busy"));
      world.berth.sweep();
      assertThat(world.engine.containerNames())
          .containsExactlyInAnyOrder(id.containerName(), name(7));
      assertThat(world.berth.sight.seen().trouble()).isEmpty();
      world.berth.sweep();
      assertThat(world.engine.containerNames()).containsExactly(id.containerName());
    }

    private double removed() {
      return world.berth.registry.counter("berth.watchdog.orphans.removed").count();
    }
  }

  @Test
  void findsADeathThatNoEventTold() {
    world.engine.breakSubscriptions();
    world.engine.kill(id.containerName(), 1);
    world.berth.sweep();
    assertThat(world.state(id)).isNotInstanceOf(Running.class);
  }

  @Test
  void stopsWhatWasStartedByHandAndNoEventTold() throws Exception {
    world.berth.useCases.stop(World.ADA_HERSELF, "box");
    world.settle();
    world.engine.breakSubscriptions();
    world.engine.start(id.containerName());
    world.berth.sweep();
    assertThat(world.state(id)).isInstanceOf(Stopped.class);
    assertThat(world.engine.isRunning(id.containerName())).isFalse();
  }

  @Test
  void leavesRestedLeasesInPeace() {
    world.berth.useCases.stop(World.ADA_HERSELF, "box");
    world.settle();
    // The first one of a Berth looks for images that another one may have left.
    world.berth.sweep();
    int calls = world.engine.calls().size();
    world.berth.sweep();
    // For the containers, the networks of links and what was kept, however many leases there are.
    assertThat(world.engine.calls()).hasSize(calls + 3);
  }

  @Test
  void countsTheLeasesOfEachState() {
    world.berth.sweep();
    assertThat(world.berth.registry.get("berth.leases").tag("state", "running").gauge().value())
        .isEqualTo(1);
  }

  private void orphan(int number) throws EngineException {
    world.orphan(SampleLeases.id(number));
  }

  private static String name(int number) {
    return SampleLeases.id(number).containerName();
  }
}
