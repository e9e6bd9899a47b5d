package dev.berth.watchdog;

import static dev.berth.lease.model.SampleLeases.ADA;
import static dev.berth.lease.model.SampleLeases.BOB;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

import dev.berth.audit.AuditEntry;
import dev.berth.disk.model.DiskItem;
import dev.berth.disk.model.Standing.Level;
import dev.berth.engine.EngineException;
import dev.berth.engine.FakeEngine.Call;
import dev.berth.image.ImageStore.NewSnapshot;
import dev.berth.kernel.ByteSize;
import dev.berth.kernel.ImageRef;
import dev.berth.kernel.LeaseId;
import dev.berth.lease.Change;
import dev.berth.lease.LeaseEvent;
import dev.berth.lease.Wanted;
import dev.berth.lease.model.Actor;
import dev.berth.lease.model.Admission;
import dev.berth.lease.model.LeaseState;
import dev.berth.lease.model.LeaseState.Queued;
import dev.berth.lease.model.LeaseState.Running;
import dev.berth.lease.model.LeaseState.Stopped;
import dev.berth.lease.model.SampleLeases;
import dev.berth.notify.model.Notice;
import dev.berth.plan.model.AmountSettings;
import dev.berth.plan.model.PlanSettings;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What users have on the disk, and what follows. */
@ExtendWith(Quiet.class)
class DiskSurveyTest {

  private static final long GIB = 1L << 30;
  private static final Duration EVERY = Duration.ofMinutes(10);

  private final World world = new World();

  /** Ten gibibytes for everybody. */
  private void limit() {
    var none = AmountSettings.UNSET;
    var plan = PlanSettings.unset("default");
    world.plans.put(
        new PlanSettings(
            plan.name(),
            plan.maxLeases(),
            plan.maxTerm(),
            plan.maxLife(),
            plan.grace(),
            plan.idleStopAfter(),
            new AmountSettings(
                none.maxRunning(),
                none.maxKept(),
                none.maxGpus(),
                none.gpuHoursPerWeek(),
                none.maxCpus(),
                none.maxMemory(),
                none.maxShm(),
                none.maxPorts(),
                none.weight(),
                Optional.of(new ByteSize(10 * GIB))),
            plan.permissions()));
  }

  private void measure() {
    world.clock.pass(EVERY);
    world.berth.diskRound.disks();
  }

  /** She is over her limit all the while. */
  private void measureForADay() {
    for (int i = 0; i < Duration.ofDays(1).dividedBy(EVERY); i++) {
      measure();
    }
  }

  private long measurings() {
    return world.engine.calls().stream().filter(Call.MEASURE::equals).count();
  }

  private Admission ask(String name) {
    return world
        .berth
        .useCases
        .request(
            ADA,
            new Wanted(name, SampleLeases.spec(), Duration.ofDays(6), Map.of()),
            Optional.empty())
        .admission();
  }

  private LeaseId running(String name) {
    var id = ((Admission.Admitted) ask(name)).lease().id();
    world.settle();
    assertThat(world.state(id)).isInstanceOf(Running.class);
    return id;
  }

  private List<String> told(LeaseId lease) {
    return world.leases.events(lease, 0, 100).stream()
        .filter(event -> event.kind().equals("disk"))
        .map(LeaseEvent::message)
        .toList();
  }

  private Level level() {
    return world.disks.standings().get(ADA).level();
  }

  @Test
  void imagesOfHerOwnCountToo() {
    limit();
    var box = running("box");
    var now = world.clock.instant();
    world.images.begin(
        new NewSnapshot(ADA, "ready", box, 1), new ImageRef("source:1"), now, now.plusSeconds(45));
    world.images.copied("ada/ready", 10 * GIB);
    measure();
    assertThat(ask("other"))
        .isInstanceOfSatisfying(
            Admission.Refused.class,
            refused -> assertThat(refused.detail()).contains("remove image 'ada/ready' (10g)"));
  }

  @Test
  void countsWorkspacesHomesAndVolumesOfEachUser() {
    var id = running("box");
    world.disk.write(id, 3 * GIB);
    String home = "berth-0123abcd-home-ada";
    world.disk.fill(home, 2 * GIB);
    measure();
    var use = world.disks.of(ADA);
    assertThat(use.items())
        .extracting(DiskItem::kind, DiskItem::name)
        .containsExactly(tuple(DiskItem.Kind.LAYER, "box"), tuple(DiskItem.Kind.HOME, "home"));
    assertThat(use.bytes()).isBetween(5 * GIB, 5 * GIB + 100_000);
    assertThat(world.disks.last().at()).contains(world.clock.instant());
    assertThat(world.disks.all()).containsOnlyKeys(ADA).doesNotContainKey(BOB);
  }

  @Test
  void measuresNoMoreOftenThanItIsSet() {
    measure();
    world.berth.diskRound.disks();
    world.clock.pass(EVERY.minusMillis(1));
    world.berth.diskRound.disks();
    assertThat(world.engine.calls()).containsOnlyOnce(Call.MEASURE);
    world.clock.pass(Duration.ofMillis(1));
    world.berth.diskRound.disks();
    assertThat(measurings()).isEqualTo(2);
  }

  @Test
  void aClockThatJumpsWhileItIsMeasuredHoldsUpNothing() {
    world.disk.whileMeasuring(() -> world.clock.pass(Duration.ofDays(30)));
    measure();
    assertThat(measurings()).isEqualTo(1);
    world.disk.whileMeasuring(() -> world.clock.setBack(Duration.ofDays(30)));
    measure();
    measure();
    assertThat(measurings()).isEqualTo(3);
    measure();
    assertThat(measurings()).isEqualTo(4);
  }

  @Test
  void othersLeaveItToOneForAsLongAsTheEngineMayTake() {
    world.disk.deadline(Duration.ofHours(2));
    world.disk.whileMeasuring(
        () -> {
          world.clock.pass(Duration.ofHours(2));
          new Berth(world).diskRound.disks();
        });
    measure();
    assertThat(measurings()).isEqualTo(1);
    assertThat(world.disks.last().at()).contains(world.clock.instant().minus(Duration.ofHours(2)));
  }

  @Test
  void concludesNothingFromAMeasuringThatFailed() {
    limit();
    var id = running("box");
    world.disk.write(id, 10 * GIB);
    measure();
    for (int i = 0; i < 150; i++) {
      world.engine.failNext(Call.MEASURE, new EngineException.Unavailable("away"));
      measure();
    }
    assertThat(world.disks.of(ADA).bytes()).isGreaterThanOrEqualTo(10 * GIB);
    assertThat(world.disks.last().trouble()).isEqualTo("away");
    measure();
    assertThat(world.disks.last().trouble()).isEmpty();
    assertThat(world.disks.standings().get(ADA).over()).isEqualTo(EVERY.multipliedBy(2));
    assertThat(world.state(id)).isInstanceOf(Running.class);
  }

  @Test
  void aClockThatJumpsStopsNothing() {
    limit();
    var id = running("box");
    world.disk.write(id, 10 * GIB);
    measure();
    world.clock.pass(Duration.ofDays(2));
    measure();
    assertThat(world.state(id)).isInstanceOf(Running.class);
    world.clock.setBack(Duration.ofDays(2));
    measure();
    assertThat(world.state(id)).isInstanceOf(Running.class);
    assertThat(world.disks.standings().get(ADA).over()).isEqualTo(EVERY.multipliedBy(2));
  }

  @Test
  void warnsOnceForEachCrossing() {
    limit();
    var id = running("box");
    world.disk.write(id, 9 * GIB);
    measure();
    measure();
    assertThat(told(id)).hasSize(1).first().asString().contains("maxDisk: 9g of 10g on disk");
    world.disk.write(id, 8 * GIB);
    measure();
    world.disk.write(id, 9 * GIB);
    measure();
    assertThat(told(id)).hasSize(2);
    assertThat(world.disks.told()).extracting(Notice::kind).containsOnly(Notice.Kind.DISK);
    assertThat(world.disks.told()).extracting(Notice::id).doesNotHaveDuplicates();
    assertThat(ask("more")).isInstanceOf(Admission.Admitted.class);
  }

  @Test
  void nothingNewStartsOverTheLimitAndWhatRunsGoesOnForAWhile() {
    limit();
    var id = running("box");
    world.disk.write(id, 11 * GIB);
    measure();
    assertThat(ask("more"))
        .isInstanceOfSatisfying(
            Admission.Refused.class,
            refused -> {
              assertThat(refused.reason()).isEqualTo(Admission.Reason.QUOTA_EXCEEDED);
              assertThat(refused.detail())
                  .isEqualTo("maxDisk: 11g of 10g on disk; release lease 'box' (11g)");
            });
    for (int i = 0; i < Duration.ofHours(23).dividedBy(EVERY); i++) {
      measure();
    }
    assertThat(world.state(id)).isInstanceOf(Running.class);
    assertThat(told(id)).hasSize(1).first().asString().contains("What runs is stopped at");
  }

  @Test
  void whatRunsIsStoppedAfterAWhileAndStartsAgainWithRoom() {
    limit();
    var id = running("box");
    world.disk.write(id, 10 * GIB);
    measure();
    measureForADay();
    world.settle();
    assertThat(world.state(id))
        .isInstanceOfSatisfying(
            Stopped.class, stopped -> assertThat(stopped.by()).isEqualTo(Actor.DISK));
    assertThat(world.engine.containerNames()).contains(id.containerName());
    assertThat(told(id)).hasSize(2).last().asString().startsWith("your leases are stopped");
    String why = "maxDisk: 10g of 10g on disk; release lease 'box' (10g)";
    assertThat(world.leases.events(id, 0, 100))
        .filteredOn(event -> event.kind().equals("disk-stop"))
        .extracting(LeaseEvent::message)
        .containsExactly(why);
    assertThat(world.audit.list(OptionalLong.empty(), 1))
        .extracting(AuditEntry::actor, AuditEntry::action, AuditEntry::subject, AuditEntry::detail)
        .containsExactly(tuple("berth", "lease.stop", id.value(), why));
    assertThat(world.berth.useCases.start(World.ADA_HERSELF, "box"))
        .isInstanceOf(Change.Refused.class);
    world.disk.write(id, 1);
    measure();
    assertThat(level()).isEqualTo(Level.FINE);
    assertThat(world.berth.useCases.start(World.ADA_HERSELF, "box"))
        .isInstanceOf(Change.Done.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5})
  void whoeverWritesAtTheSameTimeStopsNoStop(int call) {
    limit();
    var id = running("box");
    world.disk.write(id, 10 * GIB);
    measure();
    for (int i = 1; i < Duration.ofDays(1).dividedBy(EVERY); i++) {
      measure();
    }
    assertThat(world.state(id)).isInstanceOf(Running.class);
    var now = world.clock.instant();
    world.crash.meanwhile(call, () -> world.leases.replace(world.lease(id), now, now));
    measure();
    assertThat(world.state(id)).isInstanceOf(LeaseState.Stopping.class);
    assertThat(world.audit.list(OptionalLong.empty(), 100))
        .filteredOn(entry -> entry.action().equals("lease.stop"))
        .hasSize(1);
  }

  @Test
  void whoeverWaitsInTheQueueIsStoppedToo() {
    limit();
    var box = running("box");
    var waits =
        ((Admission.Admitted)
                world
                    .berth
                    .useCases
                    .request(
                        ADA,
                        new Wanted("gpu", SampleLeases.gpuSpec(1), Duration.ofDays(6), Map.of()),
                        Optional.empty())
                    .admission())
            .lease()
            .id();
    assertThat(world.state(waits)).isInstanceOf(Queued.class);
    world.disk.write(box, 10 * GIB);
    measure();
    measureForADay();
    assertThat(world.state(waits)).isInstanceOf(Stopped.class);
  }

  @Test
  void aReleasedLeaseMakesRoomAtOnce() {
    limit();
    var id = running("box");
    world.disk.write(id, 10 * GIB);
    measure();
    assertThat(ask("more")).isInstanceOf(Admission.Refused.class);
    world.berth.useCases.release(World.ADA_HERSELF, "box");
    world.settle();
    assertThat(ask("more")).isInstanceOf(Admission.Admitted.class);
  }
}
