package dev.berth.watchdog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.kernel.LeaseId;
import dev.berth.lease.LeaseEvent;
import dev.berth.lease.model.LeaseState.Running;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Quiet.class)
class OutOfMemoryTest {

  private final World world = new World();
  private final LeaseId lease = world.running("box");

  private List<LeaseEvent> told() {
    return world.leases.events(lease, 0, 100).stream()
        .filter(event -> event.kind().equals("out-of-memory"))
        .toList();
  }

  private void kill() {
    world.engine.killChildOutOfMemory(lease.containerName());
    world.berth.tasks.runAll();
  }

  @Test
  void aProcessThatIsKilledBesideTheMainOneIsToldOf() {
    kill();
    assertThat(world.state(lease)).isInstanceOf(Running.class);
    assertThat(told()).hasSize(1);
    assertThat(told().getFirst().message())
        .isEqualTo(
            "a process in your workspace was killed for lack of memory: limit 4g, in use 1.0g;"
                + " largest processes: python3 3.0g, sh 1m");
  }

  @Test
  void onceAMinuteAtTheMost() {
    for (int i = 0; i < 12; i++) {
      kill();
      world.clock.pass(Duration.ofSeconds(10));
    }
    assertThat(told()).hasSize(2);
  }

  @Test
  void theEndOfTheWholeWorkspaceIsToldOfWithoutWhatIsGone() {
    world.engine.killOutOfMemory(lease.containerName());
    world.berth.tasks.runAll();
    assertThat(told()).hasSize(1);
    assertThat(told().getFirst().message())
        .isEqualTo("a process in your workspace was killed for lack of memory: limit 4g");
    world.settle();
    assertThat(world.leases.events(lease, 0, 100))
        .extracting(LeaseEvent::message)
        .anyMatch(message -> message.startsWith("the workspace ran out of memory (limit "));
  }
}
