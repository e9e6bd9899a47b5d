package dev.berth.watchdog;

import static dev.berth.lease.model.SampleLeases.ADA;
import static dev.berth.lease.model.SampleLeases.BOB;
import static dev.berth.lease.model.SampleLeases.gpuSpec;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.kernel.LeaseId;
import dev.berth.kernel.UserId;
import dev.berth.lease.Leases.Caller;
import dev.berth.lease.Wanted;
import dev.berth.lease.model.Admission.Admitted;
import dev.berth.lease.model.LeaseState;
import dev.berth.usage.UsageStore;
import dev.berth.usage.model.Grouping;
import dev.berth.usage.model.Reckoning;
import dev.berth.usage.model.Span;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is written of use while leases live, and what it does to the queue. */
class UsageTest {

  private static final String GPU = "GPU-0";
  private static final Duration PROBE = Duration.ofSeconds(30);

  private final World world = new World();
  private final Instant start = world.clock.instant();

  UsageTest() {
    world.engine.gpus().add(GPU);
  }

  private LeaseId ask(UserId owner, String name, Duration term) {
    var wanted = new Wanted(name, gpuSpec(1), term, Map.of());
    var requested = world.berth.useCases.request(owner, wanted, Optional.empty());
    return ((Admitted) requested.admission()).lease().id();
  }

  private Reckoning.Item sum(UserId owner) {
    var now = world.clock.instant();
    var query =
        new UsageStore.Query(new Span(start, now), now, Optional.of(owner), Optional.empty());
    return Reckoning.of(query.range(), Grouping.USER, world.usage.uses(query)).getFirst();
  }

  private void probes(int times) {
    for (int i = 0; i < times; i++) {
      world.wait(PROBE);
    }
  }

  @Test
  void aGpuThatDoesNothingIsIdleFromProbeToProbe() {
    world.running("box", gpuSpec(1));
    probes(2);
    var before = sum(ADA).idle();
    probes(10);
    assertThat(sum(ADA).idle().minus(before)).isEqualTo(PROBE.multipliedBy(10));

    world.engine.gpus().use(GPU, 97, 1L << 30);
    probes(1);
    var busy = sum(ADA);
    probes(10);
    assertThat(sum(ADA).idle()).isEqualTo(busy.idle());
    assertThat(sum(ADA).gpus()).isEqualTo(busy.gpus().plus(PROBE.multipliedBy(10)));
  }

  @Test
  void timeWithoutAProbeIsNotIdleTime() {
    world.running("box", gpuSpec(1));
    probes(2);
    var before = sum(ADA).idle();
    world.wait(Duration.ofHours(1));
    assertThat(sum(ADA).idle()).isEqualTo(before);
  }

  @Test
  void aCrashOfBerthChangesNothingOfWhatIsCounted() {
    var id = world.running("box", gpuSpec(1));
    var up = sum(ADA).gpus();
    world.crash();
    world.wait(Duration.ofMinutes(10));
    world.settle();
    assertThat(world.state(id)).isInstanceOf(LeaseState.Running.class);
    world.berth.useCases.stop(new Caller(ADA, false), "box");
    world.settle();
    var counted = sum(ADA).gpus();
    assertThat(counted).isBetween(up.plusMinutes(10), up.plusMinutes(11));
    world.wait(Duration.ofMinutes(10));
    assertThat(sum(ADA).gpus()).as("at rest").isEqualTo(counted);
  }

  @Test
  void ofTwoThatWaitTheOneComesFirstWhoHadLessOfLate() {
    world.running("box", gpuSpec(1));
    world.wait(Duration.ofHours(3));
    var again = ask(ADA, "again", Duration.ofHours(8));
    world.wait(Duration.ofMinutes(1));
    var first = ask(BOB, "first", Duration.ofHours(8));
    world.berth.useCases.stop(new Caller(ADA, false), "box");
    world.settle();
    world.wait(PROBE);
    world.settle();
    assertThat(world.state(first)).isInstanceOf(LeaseState.Running.class);
    assertThat(world.state(again)).isInstanceOf(LeaseState.Queued.class);
  }
}
