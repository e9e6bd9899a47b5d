package dev.berth.watchdog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.kernel.ImageRef;
import dev.berth.lease.model.LeaseState.Failed;
import dev.berth.lease.model.LeaseState.Running;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Quiet.class)
class BakingTest {

  private static final ImageRef SOURCE = new ImageRef("registry.example/absent:1");
  private static final Duration AFTER_RETRY = Duration.ofSeconds(31);

  private final World world = new World();

  BakingTest() {
    world.images.remove("debian");
    world.images.add("debian", SOURCE, world.clock.instant());
  }

  @Test
  void aStartThatWaitedForAFailedBakingFailsHoweverLateItLooks() {
    var id = world.request("box");
    world.berth.pass();
    world.wait(AFTER_RETRY);
    assertThat(world.state(id)).isInstanceOf(Failed.class);
    assertThat(((Failed) world.state(id)).reason())
        .contains("image debian could not be baked", SOURCE.value());
  }

  @Test
  void aFailureThatIsStillToComeByAClockThatWasSetBackIsForgotten() {
    var id = world.request("box");
    world.berth.pass();
    world.wait(AFTER_RETRY);
    world.engine.publishImage(SOURCE);
    world.clock.setBack(Duration.ofHours(1));
    world.berth.useCases.start(World.ADA_HERSELF, "box");
    world.settle();
    assertThat(world.state(id)).isInstanceOf(Running.class);
  }

  @Test
  void aLaterStartBakesAgain() {
    var id = world.request("box");
    world.berth.pass();
    world.wait(AFTER_RETRY);
    world.engine.publishImage(SOURCE);
    world.berth.useCases.start(World.ADA_HERSELF, "box");
    world.settle();
    assertThat(world.state(id)).isInstanceOf(Running.class);
  }
}
