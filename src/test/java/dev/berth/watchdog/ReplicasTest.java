package dev.berth.watchdog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.engine.EngineException;
import dev.berth.kernel.LeaseId;
import dev.berth.lease.model.LeaseState;
import dev.berth.lease.model.LeaseState.Released;
import dev.berth.lease.model.LeaseState.Running;
import dev.berth.lease.model.LeaseState.Stopped;
import dev.berth.lease.model.SampleLeases;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
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

  /** One that is held up in the middle of a start, for longer than its lease has its GPUs. */
  @Test
  void aLateStartGivesNoGpuToTwo() throws Exception {
    boolean wasLate = false;
    for (int call = 0; call < CALLS; call++) {
      var world = new World();
      world.engine.gpus().add("GPU-1");
      world.berth.pass();
      var late = world.running("late", SampleLeases.gpuSpec(1));
      world.berth.useCases.stop(World.ADA_HERSELF, "late");
      world.settle();
      world.berth.useCases.start(World.ADA_HERSELF, "late");
      world.berth.survey.pass();
      assertThat(world.state(late)).isInstanceOf(LeaseState.Starting.class);
      var other = new Berth(world);
      var next = new AtomicReference<LeaseId>();
      world.crash.meanwhile(call, () -> next.set(givesItsGpu(other, world, late)));
      try {
        world.berth.drive(late);
      } catch (EngineException.Rejected stopped) {
        // Just up, and down again: the next look sees it.
      }
      wasLate |= next.get() != null && world.engine.isRunning(next.get().containerName());
      assertThat(world.engine.gpus().givenTwice()).as("call %s", call).isEmpty();
      world.settle();
      Order.check(world);
    }
    assertThat(wasLate).isTrue();
  }

  /** To another lease, which runs then. */
  private static LeaseId givesItsGpu(Berth other, World world, LeaseId late) {
    drive(other, late);
    other.useCases.stop(World.ADA_HERSELF, "late");
    var next = world.request("next", SampleLeases.gpuSpec(1));
    for (int second = 0; second < 8; second++) {
      other.pass();
      world.clock.pass(Duration.ofSeconds(1));
    }
    return next;
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
