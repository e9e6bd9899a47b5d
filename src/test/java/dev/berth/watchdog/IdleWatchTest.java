package dev.berth.watchdog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.engine.EngineException;
import dev.berth.engine.FakeEngine.Call;
import dev.berth.engine.model.Counters;
import dev.berth.grant.model.GpuWish;
import dev.berth.grant.model.PortRange;
import dev.berth.kernel.LeaseId;
import dev.berth.kernel.PortNumber;
import dev.berth.lease.LeaseEvent;
import dev.berth.lease.model.Actor;
import dev.berth.lease.model.Admission;
import dev.berth.lease.model.IdleWish;
import dev.berth.lease.model.Lease;
import dev.berth.lease.model.LeaseSpec;
import dev.berth.lease.model.LeaseState;
import dev.berth.lease.model.LeaseState.Running;
import dev.berth.lease.model.LeaseState.Stopped;
import dev.berth.lease.model.LeaseState.Stopping;
import dev.berth.lease.model.SampleAmendments;
import dev.berth.lease.model.SampleLeases;
import dev.berth.notify.model.Delivery;
import dev.berth.plan.LimitsChanged;
import dev.berth.plan.model.AmountSettings;
import dev.berth.plan.model.LimitName;
import dev.berth.plan.model.Permissions;
import dev.berth.plan.model.PersonalLimit;
import dev.berth.plan.model.PlanSettings;
import dev.berth.plan.model.SampleLimits;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Quiet.class)
class IdleWatchTest {

  private static final Duration EVERY = Duration.ofSeconds(20);
  private static final Duration STOP = Duration.ofMinutes(10);

  private final World world = new World();
  private Duration hostTime = Duration.ofHours(1);
  private Duration cpu = Duration.ZERO;

  private static LeaseSpec spec(LeaseSpec spec, IdleWish idle) {
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
        spec.gpus(),
        idle);
  }

  private LeaseId running() {
    return world.running("box", spec(SampleLeases.spec(), new IdleWish(STOP)));
  }

  private void looks(LeaseId lease, int times, Duration work) {
    for (int i = 0; i < times; i++) {
      hostTime = hostTime.plus(EVERY);
      cpu = cpu.plus(work);
      world.inside.count(lease.containerName(), new Counters(hostTime, cpu, 0L, 0));
      world.clock.pass(EVERY);
      world.berth.idle.pass();
      world.berth.tasks.runAll();
    }
  }

  private void idle(LeaseId lease, int times) {
    looks(lease, times, Duration.ZERO);
  }

  private List<String> told(LeaseId lease) {
    return world.leases.events(lease, 0, 100).stream()
        .map(LeaseEvent::kind)
        .filter(kind -> kind.startsWith("idle-") || kind.equals("keep-awake"))
        .toList();
  }

  private String lastOf(LeaseId lease, String kind) {
    return world.leases.events(lease, 0, 100).stream()
        .filter(event -> event.kind().equals(kind))
        .reduce((_, later) -> later)
        .orElseThrow()
        .message();
  }

  private List<Delivery> posted() {
    return world.outbox.claim(world.clock.instant(), world.clock.instant(), 10);
  }

  @Test
  void warnsByEveryWayAndStopsAWorkspaceThatDoesNothing() {
    var lease = running();
    idle(lease, 24);
    assertThat(told(lease)).containsExactly("idle-warning");
    assertThat(lastOf(lease, "idle-warning"))
        .isEqualTo(
            "Lease box did nothing for 7m30s and is stopped in 2m30s if that goes on; files are"
                + " kept. Seen at most: CPU 0.0 %, network 0.0 kB/s, disk 0.0 kB/s, no input on 0"
                + " terminals. To keep it awake: POST /api/v1/leases/box/keep-awake {\"for\":"
                + " \"8h\"}");
    assertThat(posted())
        .singleElement()
        .extracting(delivery -> delivery.notice().subject())
        .isEqualTo("Lease box is idle and stops in 2m30s");
    assertThat(world.state(lease)).isInstanceOf(Running.class);
    idle(lease, 8);
    assertThat(world.state(lease)).isInstanceOfAny(Stopping.class, Stopped.class);
    world.settle();
    assertThat(world.state(lease))
        .isInstanceOfSatisfying(
            Stopped.class, stopped -> assertThat(stopped.by()).isEqualTo(Actor.IDLE_RULE));
    assertThat(told(lease)).containsExactly("idle-warning", "idle-stop");
    assertThat(lastOf(lease, "idle-stop"))
        .startsWith("did nothing for 10m")
        .contains("CPU 0.0 %", "Use is CPU from 10.0 %");
    assertThat(world.berth.registry.get("berth.idle.stops").counter().count()).isOne();
    assertThat(world.audit.list(OptionalLong.empty(), 1).getFirst().action())
        .isEqualTo("lease.stop");
  }

  @Test
  void aWorkspaceThatComputesIsLeftAloneThoughNobodyIsConnected() {
    var lease = running();
    looks(lease, 100, Duration.ofSeconds(3));
    assertThat(world.state(lease)).isInstanceOf(Running.class);
    assertThat(told(lease)).isEmpty();
  }

  @Test
  void typingAfterAWarningIsToldOfAndCountsAnew() {
    var lease = running();
    world.terminals = "/dev/pts/0 100\n";
    idle(lease, 26);
    world.terminals = "/dev/pts/0 108\n";
    idle(lease, 1);
    assertThat(told(lease)).containsExactly("idle-warning", "idle-over");
    assertThat(lastOf(lease, "idle-over")).isEqualTo("in use again: input on a terminal");
    idle(lease, 22);
    assertThat(told(lease)).hasSize(2);
    idle(lease, 1);
    assertThat(told(lease)).containsExactly("idle-warning", "idle-over", "idle-warning");
    assertThat(posted()).as("each warning is one of its own").hasSize(2);
  }

  @Test
  void aGpuThatIsBusyIsUseAndOneOfWhichNothingIsKnownHoldsTheCount() {
    world.engine.gpus().add("GPU-1");
    world.berth.pass();
    var lease = world.running("box", spec(SampleLeases.gpuSpec(GpuWish.of(1)), new IdleWish(STOP)));
    world.engine.gpus().use("GPU-1", 80, 1L << 30);
    idle(lease, 60);
    assertThat(world.idle.find(List.of(lease)).get(lease).window().lastUse())
        .extracting(use -> use.signals())
        .isEqualTo("GPU 80 %");
    world.engine.gpus().use("GPU-1", 0, 1L << 30);
    world.engine.gpus().hang(true);
    idle(lease, 60);
    assertThat(world.idle.find(List.of(lease)).get(lease).window().unknown())
        .containsExactly("GPU");
    assertThat(told(lease)).isEmpty();
    world.engine.gpus().hang(false);
    idle(lease, 40);
    assertThat(told(lease)).containsExactly("idle-warning", "idle-stop");
    world.settle();
    assertThat(world.lease(lease).holdsGpus()).isFalse();
  }

  @Test
  void oneThatIsKeptAwakeIsNotLookedAtAndIsCountedFromZeroAfterIt() {
    var lease = running();
    idle(lease, 26);
    world.berth.keepAwake.keep(World.ADA_HERSELF, "box", Duration.ofHours(1));
    idle(lease, 180);
    assertThat(told(lease)).containsExactly("idle-warning", "keep-awake");
    idle(lease, 22);
    assertThat(told(lease)).hasSize(2);
    idle(lease, 14);
    assertThat(world.state(lease)).isInstanceOfAny(Stopping.class, Stopped.class);
  }

  @Test
  void keepingAwakeCanBeEnded() {
    var lease = running();
    world.berth.keepAwake.keep(World.ADA_HERSELF, "box", Duration.ofHours(1));
    idle(lease, 3);
    world.berth.keepAwake.end(World.ADA_HERSELF, "box");
    idle(lease, 33);
    assertThat(world.state(lease)).isInstanceOfAny(Stopping.class, Stopped.class);
  }

  @Test
  void withoutARuleNothingIsAskedOfTheEngine() {
    var lease = world.running("box");
    int calls = world.engine.calls().size();
    idle(lease, 60);
    assertThat(world.engine.calls()).hasSize(calls);
    world.berth.changes.amend(World.ADA_HERSELF, "box", SampleAmendments.idle(new IdleWish(STOP)));
    idle(lease, 36);
    assertThat(told(lease)).containsExactly("idle-warning", "idle-stop");
  }

  private void plan(Duration stopAfter) {
    world.plans.put(
        new PlanSettings(
            "default",
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.of(stopAfter),
            AmountSettings.UNSET,
            Permissions.DEFAULT));
  }

  @Test
  void oneWithoutARuleIsNotEvenAskedForItUntilItsOwnersLimitsChange() {
    var lease = world.running("box");
    idle(lease, 60);
    plan(STOP);
    idle(lease, 60);
    assertThat(told(lease)).isEmpty();
    world.berth.ruleUpdates.changing(new LimitsChanged(Optional.of(SampleLeases.BOB)));
    idle(lease, 60);
    assertThat(told(lease)).isEmpty();
    world.berth.ruleUpdates.changing(new LimitsChanged(Optional.of(SampleLeases.ADA)));
    idle(lease, 36);
    assertThat(told(lease)).containsExactly("idle-warning", "idle-stop");
  }

  @Test
  void aChangeOfAPlanReachesAllEvenThoseAskedWhileItWasMade() {
    var lease = world.running("box");
    plan(STOP);
    world.berth.ruleUpdates.changed(new LimitsChanged(Optional.empty()));
    idle(lease, 36);
    assertThat(told(lease)).containsExactly("idle-warning", "idle-stop");
  }

  @Test
  void aBerthThatStartsAsksAllForItsConfigurationMayBeAnother() {
    var lease = world.running("box");
    idle(lease, 1);
    plan(STOP);
    world.crash();
    idle(lease, 36);
    assertThat(told(lease)).containsExactly("idle-warning", "idle-stop");
  }

  @Test
  void anExceptionThatEndsByItselfIsNoticed() {
    plan(STOP);
    var until = world.clock.instant().plus(Duration.ofHours(1));
    world.personal.put(
        new PersonalLimit(SampleLeases.ADA, LimitName.IDLE_STOP_AFTER, 0, until, "a demo"));
    var lease = world.running("box");
    idle(lease, 180);
    assertThat(told(lease)).isEmpty();
    idle(lease, 50);
    assertThat(told(lease)).containsExactly("idle-warning", "idle-stop");
  }

  @Test
  void aPassTakesAllThatAreDueHoweverMany() {
    var rules =
        new Admission.Rules(
            new PortRange(new PortNumber(20_000), new PortNumber(20_999)),
            SampleLimits.leases(1000));
    List<LeaseId> many =
        IntStream.range(0, 200)
            .mapToObj(n -> SampleLeases.request(n, SampleLeases.ADA, "box" + n))
            .map(request -> ((Admission.Admitted) world.leases.admit(request, rules)).lease())
            .map(lease -> lease.with(new Running(SampleLeases.NOON, 1)))
            .peek(lease -> world.leases.replace(lease, SampleLeases.NOON, SampleLeases.NOON))
            .map(Lease::id)
            .toList();
    world.berth.idle.pass();
    assertThat(world.idle.find(many)).containsOnlyKeys(many);
  }

  @Test
  void anEngineThatIsAwayAndABerthThatWasDownAreNotIdleness() {
    var lease = running();
    idle(lease, 20);
    for (int i = 0; i < 50; i++) {
      world.engine.failNext(Call.EXEC, new EngineException.Unavailable("frozen", null));
      idle(lease, 1);
    }
    world.clock.pass(Duration.ofDays(2));
    world.crash();
    world.clock.pass(Duration.ofHours(-50));
    idle(lease, 1);
    assertThat(told(lease)).isEmpty();
    assertThat(world.state(lease)).isInstanceOf(Running.class);
  }

  @Test
  void ofTwoReplicasOneWarnsAndOneStops() {
    var lease = running();
    var other = new Berth(world);
    for (int i = 0; i < 34 && world.state(lease) instanceof LeaseState.Active; i++) {
      idle(lease, 1);
      other.idle.pass();
    }
    assertThat(told(lease)).containsExactly("idle-warning", "idle-stop");
    assertThat(posted()).hasSize(1);
  }
}
