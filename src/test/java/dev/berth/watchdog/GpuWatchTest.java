package dev.berth.watchdog;

import static dev.berth.lease.model.SampleLeases.gpuSpec;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.grant.model.GpuWish;
import dev.berth.grant.model.OnLoss;
import dev.berth.kernel.LeaseId;
import dev.berth.lease.LeaseEvent;
import dev.berth.lease.model.LeaseSpec;
import dev.berth.lease.model.LeaseState;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GpuWatchTest {

  private static final Duration EVERY = Duration.ofMinutes(5);

  private final World world = new World();

  @BeforeEach
  void twoGpus() {
    world.engine.gpus().add("GPU-1");
    world.engine.gpus().add("GPU-2");
    world.berth.pass();
  }

  private static LeaseSpec restarting() {
    var spec = gpuSpec(1);
    return new LeaseSpec(
        spec.image(),
        spec.ssh(),
        spec.resources(),
        spec.login(),
        spec.program(),
        spec.network(),
        spec.mounts(),
        spec.restart(),
        spec.labels(),
        new GpuWish(1, null, null, List.of(), false, OnLoss.RESTART, false),
        spec.idle());
  }

  private void look() {
    world.clock.pass(EVERY);
    world.berth.watch.pass();
  }

  private List<String> told(LeaseId lease) {
    return world.leases.events(lease, 0, 100).stream()
        .map(LeaseEvent::kind)
        .filter(kind -> kind.startsWith("gpus-"))
        .toList();
  }

  private String gpu(LeaseId lease) {
    return world.lease(lease).gpus().getFirst().id().value();
  }

  private double losses() {
    return world.berth.registry.get("berth.gpu.losses").tag("kind", "nvml-error").counter().count();
  }

  @Test
  void tellsOfALossOnceAndThatTheyAreBack() {
    var lease = world.running("box", gpuSpec(1));
    look();
    assertThat(told(lease)).isEmpty();

    world.engine.gpus().blind(gpu(lease));
    look();
    look();

    assertThat(told(lease)).containsExactly("gpus-lost");
    assertThat(losses()).isEqualTo(1);
    assertThat(world.state(lease)).isInstanceOf(LeaseState.Running.class);
    assertThat(world.gpus.list()).allMatch(known -> known.quarantine().isEmpty());

    world.engine.gpus().heal();
    look();
    assertThat(told(lease)).containsExactly("gpus-lost", "gpus-back");
  }

  @Test
  void restartsTheWorkspaceThatAsksForItAndKeepsItsGpus() {
    var lease = world.running("box", restarting());
    String gpu = gpu(lease);
    world.engine.gpus().blind(gpu);

    look();
    assertThat(world.state(lease)).isInstanceOf(LeaseState.Stopping.class);
    world.wait(Duration.ofSeconds(1));
    world.settle();
    assertThat(world.state(lease)).isInstanceOf(LeaseState.Running.class);
    assertThat(gpu(lease)).isEqualTo(gpu);
    world.berth.watch.pass();

    assertThat(told(lease)).containsExactly("gpus-lost", "gpus-restart", "gpus-back");
    world.engine.gpus().blind(gpu);
    look();
    assertThat(world.state(lease)).as("once in ten minutes").isInstanceOf(LeaseState.Running.class);
    look();
    assertThat(world.state(lease)).isInstanceOf(LeaseState.Stopping.class);
    assertThat(world.audit.list(OptionalLong.empty(), 10))
        .anyMatch(it -> it.actor().equals("berth") && it.action().equals("lease.restart"));
  }

  @Test
  void asksNobodyWithoutGpusAndConcludesNothingOfWhatHasEnded() {
    world.running("plain");
    var lease = world.running("box", gpuSpec(1));
    world.engine.gpus().hang(true);
    look();
    assertThat(told(lease)).containsExactly("gpus-lost");

    world.engine.gpus().hang(false);
    world.berth.useCases.stop(World.ADA_HERSELF, "box");
    look();
    assertThat(told(lease)).containsExactly("gpus-lost");
  }

  @Test
  void oneOfManyThatIsBlindIsTheOnlyOneThatIsTold() {
    var both = Stream.of("one", "two").map(name -> world.running(name, gpuSpec(1))).toList();
    world.engine.gpus().blind(gpu(both.getFirst()));
    look();
    assertThat(told(both.getFirst())).containsExactly("gpus-lost");
    assertThat(told(both.getLast())).isEmpty();
  }
}
