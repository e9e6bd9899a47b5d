package dev.berth.watchdog;

import static dev.berth.lease.model.SampleLeases.gpuSpec;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.gpu.model.KnownGpu;
import dev.berth.gpu.model.Probe;
import dev.berth.lease.model.LeaseState;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class GpuSurveyTest {

  private final World world = new World();

  private static double probes(Berth berth) {
    return berth.registry.find("berth.gpu.probes").counters().stream()
        .mapToDouble(counter -> counter.count())
        .sum();
  }

  private List<KnownGpu.State> states() {
    return world.gpus.list().stream().map(KnownGpu::state).toList();
  }

  private Probe.Result result() {
    return world.probes.last().orElseThrow().result();
  }

  @Test
  void ofSeveralReplicasOneLooksAndAllKnowWhatItSaw() {
    world.engine.gpus().add("GPU-1");
    var other = new Berth(world);
    world.berth.pass();
    other.pass();
    assertThat(probes(world.berth)).isEqualTo(1);
    assertThat(probes(other)).isZero();
    assertThat(other.survey.last()).isEqualTo(world.probes.last()).isPresent();

    world.clock.pass(Duration.ofSeconds(30));
    other.pass();
    world.berth.pass();
    assertThat(probes(world.berth) + probes(other)).isEqualTo(2);
  }

  @Test
  void aNewProcessLooksForItself() {
    world.berth.pass();
    assertThat(result()).isEqualTo(Probe.Result.NO_SUPPORT);
    world.engine.gpus().add("GPU-1");
    world.wait(Duration.ofMinutes(9));
    assertThat(states()).isEmpty();

    world.crash();
    world.berth.pass();
    assertThat(states()).containsExactly(KnownGpu.State.FREE);
  }

  @Test
  void whatWasGivenBackIsLookedAtWithinSeconds() {
    world.engine.gpus().add("GPU-1");
    world.berth.pass();
    world.running("box", gpuSpec(1));
    world.berth.useCases.release(World.ADA_HERSELF, "box");
    world.settle();
    world.settle();
    assertThat(states()).containsExactly(KnownGpu.State.FREE);
  }

  @Test
  void declaredGpusAreGivenWithoutAnybodyLooking() {
    world.engine.gpus().add("GPU-1");
    world.engine.gpus().add("GPU-2");
    world.engine.gpus().hang(true);
    world.gpuConfig = FixedGpuConfig.declaring("GPU-1", "GPU-9");
    world.crash();
    world.berth.pass();
    assertThat(result()).isEqualTo(Probe.Result.DECLARED);
    assertThat(states()).containsExactly(KnownGpu.State.FREE, KnownGpu.State.FREE);

    world.engine.gpus().hang(false);
    var lease = world.running("box", gpuSpec(1));
    assertThat(states()).containsExactly(KnownGpu.State.HELD, KnownGpu.State.FREE);
    world.berth.useCases.stop(World.ADA_HERSELF, "box");
    world.settle();
    assertThat(world.state(lease)).isInstanceOf(LeaseState.Stopped.class);
    assertThat(states()).containsExactly(KnownGpu.State.FREE, KnownGpu.State.FREE);

    world.gpuConfig = FixedGpuConfig.declaring("GPU-9");
    world.crash();
    world.berth.pass();
    assertThat(states()).containsExactlyInAnyOrder(KnownGpu.State.GONE, KnownGpu.State.FREE);
  }
}
