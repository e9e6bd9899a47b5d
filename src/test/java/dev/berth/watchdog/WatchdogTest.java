package dev.berth.watchdog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.engine.EngineException;
import dev.berth.engine.FakeEngine.Call;
import dev.berth.kernel.LeaseId;
import dev.berth.lease.model.LeaseState.Released;
import dev.berth.lease.model.LeaseState.Starting;
import dev.berth.lease.model.LeaseState.Stopped;
import java.time.Duration;
import java.util.Collections;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Quiet.class)
class WatchdogTest {

  private final World world = new World();
  private final LeaseId id = world.running("box");

  @Nested
  class ANudge {

    @Test
    void whileTheLeaseIsDrivenIsSeenAfterwards() {
      // The stop, with its nudge, comes after the drive has planned to rest.
      world.crash.meanwhile(2, () -> world.berth.useCases.stop(World.ADA_HERSELF, "box"));
      world.berth.watchdog.lease(id);
      world.berth.tasks.runAll();
      assertThat(world.state(id)).isInstanceOf(Stopped.class);
    }

    @Test
    void thatIsLostCostsNoMoreThanTheNextPass() {
      world.crash.meanwhile(2, () -> world.berth.useCases.stop(World.ADA_HERSELF, "box"));
      world.berth.watchdog.lease(id);
      world.berth.tasks.runAll();
      world.berth.useCases.release(World.ADA_HERSELF, "box");
      world.crash();
      world.wait(Duration.ZERO);
      assertThat(world.state(id)).isInstanceOf(Released.class);
    }

    @Test
    void forALeaseThatDoesNotExistDoesNothing() {
      world.berth.watchdog.lease(new LeaseId("0".repeat(26)));
      world.berth.tasks.runAll();
      assertThat(world.berth.registry.counter("berth.watchdog.failures").count()).isZero();
    }
  }

  @Nested
  class AFailure {

    @Test
    void ofTheEngineIsTriedAgainThreeSecondsLater() {
      world.engine.failNext(Call.STOP, new EngineException.Rejected("cannot kill container"));
      world.berth.useCases.stop(World.ADA_HERSELF, "box");
      world.berth.tasks.runAll();
      assertThat(world.leases.nextCheck(id)).contains(world.clock.instant().plusSeconds(3));
      world.wait(Duration.ofSeconds(3));
      assertThat(world.state(id)).isInstanceOf(Stopped.class);
    }

    @Test
    void ofTheDatabaseIsTriedAgainWhenTheClaimRunsOut() {
      world.berth.useCases.stop(World.ADA_HERSELF, "box");
      world.berth.tasks.shutdownNow();
      // The claim itself is the first call, looking at the lease the second.
      world.crash.meanwhile(
          1,
          () -> {
            throw new IllegalStateException("the database is away");
          });
      world.berth.pass();
      assertThat(world.berth.registry.counter("berth.watchdog.failures").count()).isEqualTo(1);
      world.wait(Duration.ofSeconds(30));
      assertThat(world.state(id)).isInstanceOf(Stopped.class);
    }
  }

  @Nested
  class TheEventsOfTheEngine {

    @Test
    void bringADeadWorkspaceBackBeforeItsNextCheck() {
      world.engine.kill(id.containerName(), 1);
      world.berth.tasks.runAll();
      assertThat(world.state(id)).isInstanceOf(Starting.class);
    }

    @Test
    void areSubscribedToOnceAndAgainWhenTheyBreak() {
      world.berth.events.ensureSubscribed();
      assertThat(subscriptions()).isEqualTo(1);
      world.engine.breakSubscriptions();
      world.berth.events.ensureSubscribed();
      world.berth.events.ensureSubscribed();
      assertThat(subscriptions()).isEqualTo(2);
    }

    @Test
    void areSubscribedToLaterWhereTheEngineIsAway() {
      world.engine.setDown(true);
      world.berth.events.ensureSubscribed();
      world.engine.setDown(false);
      world.berth.events.ensureSubscribed();
      world.engine.kill(id.containerName(), 1);
      world.berth.tasks.runAll();
      assertThat(world.state(id)).isInstanceOf(Starting.class);
    }

    @Test
    void areSubscribedToAgainWhereTheyBrokeBeforeAnybodyHeldThem() {
      var broken = new BreakingEngine(world.engine);
      var events = new EngineEvents(broken.engine(), world.berth.watchdog, world.berth.outOfMemory);
      events.ensureSubscribed();
      events.ensureSubscribed();
      assertThat(broken.subscriptions()).isEqualTo(2);
    }

    /** Of Berth's; the first one is that of the inside of the world's containers. */
    private int subscriptions() {
      return Collections.frequency(world.engine.calls(), Call.SUBSCRIBE) - 1;
    }
  }
}
