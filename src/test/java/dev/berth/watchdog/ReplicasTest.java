package dev.berth.watchdog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.engine.EngineException;
import dev.berth.kernel.LeaseId;
import dev.berth.lease.model.LeaseState;
import dev.berth.lease.model.LeaseState.Released;
import dev.berth.lease.model.LeaseState.Running;
import dev.berth.lease.model.LeaseState.Stopped;
import org.junit.jupiter.api.Test;

/** What another Berth does between any two calls of one that brings a workspace up. */
class ReplicasTest {

  private static final int CALLS = 16;

  /** What the other one does with the lease. */
  private interface Other {
    void act(Berth other, LeaseId id);
  }

  @Test
  void aReleaseIsNotOverWhileThereIsAContainer() throws Exception {
    betweenAnyTwoCalls(
        (other, id) -> {
          drive(other, id);
          other.useCases.release(World.ADA_HERSELF, "box");
        },
        Released.class);
  }

  @Test
  void aStopIsNotOverWhileTheContainerRuns() throws Exception {
    betweenAnyTwoCalls(
        (other, id) -> {
          drive(other, id);
          other.useCases.stop(World.ADA_HERSELF, "box");
        },
        Stopped.class);
  }

  @Test
  void aStartIsNotTakenForADeath() throws Exception {
    betweenAnyTwoCalls(ReplicasTest::drive, Running.class);
  }

  @Test
  void aWholeLifeIsSeenThrough() throws Exception {
    betweenAnyTwoCalls(
        (other, id) -> {
          drive(other, id);
          other.useCases.release(World.ADA_HERSELF, "box");
          drive(other, id);
        },
        Released.class);
  }

  private static void betweenAnyTwoCalls(Other work, Class<? extends LeaseState> end)
      throws Exception {
    for (int call = 0; call < CALLS; call++) {
      var world = new World();
      world.running("first");
      var other = new Berth(world);
      var id = world.request("box");
      world.crash.meanwhile(call, () -> work.act(other, id));
      world.berth.drive(id);
      world.berth.drive(id);
      // A container that was made after the release is an orphan.
      world.berth.sweep();
      world.berth.sweep();
      assertThat(world.state(id)).as("call %s", call).isInstanceOf(end);
      if (world.state(id) instanceof Running(_, int attempt)) {
        assertThat(attempt).as("call %s", call).isEqualTo(1);
      }
      Order.check(world);
    }
  }

  private static void drive(Berth berth, LeaseId id) {
    try {
      berth.drive(id);
    } catch (EngineException | InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
