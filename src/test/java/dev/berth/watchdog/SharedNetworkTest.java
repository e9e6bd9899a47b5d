package dev.berth.watchdog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.kernel.LeaseId;
import dev.berth.lease.LeaseEvent;
import dev.berth.lease.model.LeaseState.Failed;
import dev.berth.lease.model.LeaseState.Running;
import dev.berth.lease.model.LeaseState.Starting;
import dev.berth.lease.model.SampleAmendments;
import dev.berth.lease.model.SampleLeases;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A lease in the network of another. */
@ExtendWith(Quiet.class)
class SharedNetworkTest {

  private final World world = new World();
  private final LeaseId web = world.running("web");
  private final LeaseId box = world.running("box", SampleLeases.joinedSpec(web));

  @Test
  void followsTheOtherOneThatWasChangedIntoItsNewContainer() {
    world.install(box);
    var before = network();
    world.berth.changes.amend(World.ADA_HERSELF, "web", SampleAmendments.env(Map.of("A", "1")));
    world.settle();
    assertThat(network()).as("what runs is left alone").isEqualTo(before);
    restart();

    assertThat(world.state(box)).isInstanceOf(Running.class);
    assertThat(network()).isNotEqualTo(before);
    assertThat(world.isInstalled(box)).isTrue();
    assertThat(world.lease(box).generation()).isEqualTo(1);
    assertThat(messages())
        .containsOnlyOnce("the container whose network it shares was made anew")
        .containsOnlyOnce("making the workspace anew, with the files and packages in it");
    Order.check(world);
  }

  @Test
  void followsTheOtherOneThatWasRemovedByHandAgainAndAgain() {
    world.install(box);
    for (int i = 1; i <= 3; i++) {
      world.engine.removeByHand(web.containerName());
      world.wait(Duration.ofMinutes(1));
      world.settle();
      restart();
      assertThat(world.state(box)).isInstanceOf(Running.class);
      assertThat(world.lease(box).generation()).isEqualTo(i);
      assertThat(world.isInstalled(box)).isTrue();
    }
    world.berth.sweep();
    Order.check(world);
  }

  @Test
  void staysAsItIsWhereTheOtherOneHasItsContainerStill() {
    var before = network();
    world.berth.useCases.restart(World.ADA_HERSELF, "web");
    world.settle();
    restart();
    assertThat(world.state(box)).isInstanceOf(Running.class);
    assertThat(network()).isEqualTo(before);
    assertThat(world.lease(box).generation()).isZero();
  }

  @Test
  void waitsForTheOtherOneThatIsComingUp() {
    world.engine.crashOnStart(Optional.of(1));
    world.engine.kill(web.containerName(), 1);
    world.engine.kill(box.containerName(), 1);
    world.settle();
    assertThat(world.state(box)).isInstanceOf(Starting.class);
    assertThat(messages())
        .containsOnlyOnce("it shares the network of lease web, which is coming up");

    world.engine.crashOnStart(Optional.empty());
    world.wait(Duration.ofMinutes(1));
    world.settle();
    assertThat(world.state(box)).isInstanceOf(Running.class);
    Order.check(world);
  }

  @Test
  void saysThatTheOtherOneHasToRunFirst() {
    world.berth.useCases.stop(World.ADA_HERSELF, "web");
    world.settle();
    restart();
    assertThat(failure())
        .isEqualTo("it shares the network of lease web, which is stopped: that has to run first");

    world.berth.useCases.start(World.ADA_HERSELF, "web");
    world.settle();
    world.berth.useCases.start(World.ADA_HERSELF, "box");
    world.settle();
    assertThat(world.state(box)).isInstanceOf(Running.class);
    Order.check(world);
  }

  @Test
  void saysThatTheOtherOneIsOver() {
    world.berth.useCases.release(World.ADA_HERSELF, "web");
    world.settle();
    restart();
    assertThat(failure())
        .isEqualTo(
            "it shares the network of lease web, which is over; release this one and ask again");
  }

  private void restart() {
    world.berth.useCases.restart(World.ADA_HERSELF, "box");
    world.settle();
  }

  private Optional<String> network() {
    return world.engine.joins(box.containerName());
  }

  private String failure() {
    return ((Failed) world.state(box)).reason();
  }

  private List<String> messages() {
    return world.leases.events(box, 0, 1_000).stream().map(LeaseEvent::message).toList();
  }
}
