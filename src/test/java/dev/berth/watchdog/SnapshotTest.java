package dev.berth.watchdog;

import static dev.berth.lease.model.SampleLeases.ADA;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.engine.EngineException;
import dev.berth.engine.FakeEngine.Call;
import dev.berth.engine.model.ObservedContainer.Phase;
import dev.berth.image.CatalogImage;
import dev.berth.image.CatalogImage.State;
import dev.berth.image.ImageStore.NewSnapshot;
import dev.berth.kernel.ImageRef;
import dev.berth.kernel.LeaseId;
import dev.berth.lease.LeaseEvent;
import dev.berth.lease.model.LeaseState;
import dev.berth.lease.model.LeaseState.Running;
import dev.berth.lease.model.SampleLeases;
import dev.berth.snapshot.Snapshots.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Quiet.class)
class SnapshotTest {

  private final World world = new World();
  private final LeaseId box = world.running("box");

  private Outcome take(String name) {
    return world.berth.snapshots.take(World.ADA_HERSELF, "box", name);
  }

  private CatalogImage image(String name) {
    return world.images.find(CatalogImage.nameOf(ADA, name)).orElseThrow();
  }

  private List<String> told() {
    return world.leases.events(box, 0, 100).stream()
        .map(LeaseEvent::kind)
        .filter(kind -> kind.startsWith("snapshot"))
        .toList();
  }

  @Test
  void isMadeAndBakedInTheBackground() {
    assertThat(take("ready")).isInstanceOf(Outcome.Begun.class);
    assertThat(image("ready").state()).isEqualTo(State.COPYING);
    assertThat(take("other")).isInstanceOf(Outcome.NotNow.class);
    world.berth.tasks.runAll();
    assertThat(image("ready").state()).isEqualTo(State.BAKED);
    assertThat(told()).containsExactly("snapshot", "snapshot-made");
    assertThat(world.audit.list(OptionalLong.empty(), 1).getFirst().action())
        .isEqualTo("image.snapshot");
    assertThat(world.berth.registry.get("berth.snapshots").tag("result", "made").counter().count())
        .isOne();
  }

  @Test
  void saysWhyItCouldNotBeMade() {
    world.snapshots.refuse(Optional.of("it was started meanwhile"));
    take("ready");
    world.berth.tasks.runAll();
    assertThat(image("ready").state()).isEqualTo(State.FAILED);
    assertThat(image("ready").detail()).isEqualTo("it was started meanwhile");
    assertThat(told()).containsExactly("snapshot", "snapshot-failed");
    assertThat(take("ready")).isInstanceOf(Outcome.NameTaken.class);
  }

  @Test
  void thatABerthDiedInFailsAndIsNotPulledFromAnywhere() {
    long pulls = pulls();
    take("ready");
    world.crash();
    world.clock.pass(Duration.ofSeconds(44));
    world.berth.sweep.run();
    assertThat(image("ready").state()).isEqualTo(State.COPYING);
    world.clock.pass(Duration.ofSeconds(1));
    world.berth.sweep.run();
    assertThat(image("ready").state()).isEqualTo(State.FAILED);
    assertThat(image("ready").detail()).contains("take another one");
    world.clock.pass(Duration.ofMinutes(1));
    world.berth.catalogue.resolve(image("ready").name(), world.clock.instant());
    world.berth.tasks.runAll();
    assertThat(image("ready").detail()).isEqualTo("the snapshot is gone; take another one");
    assertThat(pulls()).isEqualTo(pulls);
  }

  private long pulls() {
    return world.engine.calls().stream().filter(Call.PULL::equals).count();
  }

  @Test
  void isTakenOnlyOfWhatHasAContainerAndSoManyTimes() {
    take("one");
    world.berth.tasks.runAll();
    take("two");
    world.berth.tasks.runAll();
    assertThat(take("three")).isEqualTo(new Outcome.TooMany(2));
    world.berth.snapshots.remove(World.ADA_HERSELF, image("two"));
    world.berth.useCases.release(World.ADA_HERSELF, "box");
    assertThat(world.berth.snapshots.take(World.ADA_HERSELF, box.value(), "three"))
        .isInstanceOf(Outcome.NotNow.class);
    assertThat(world.berth.snapshots.take(World.ADA_HERSELF, "none", "three"))
        .isInstanceOf(Outcome.NoSuchLease.class);
  }

  @Test
  void goesWithItsImagesAtOnceOrAsSoonAsNothingUsesThem() throws EngineException {
    take("ready");
    world.berth.tasks.runAll();
    var source = image("ready").source();
    var baked = image("ready").baked().orElseThrow();
    assertThat(world.engine.imageDigest(source)).isPresent();
    world.berth.snapshots.remove(World.ADA_HERSELF, image("ready"));
    world.berth.sweep.run();
    assertThat(world.engine.imageDigest(source)).isEmpty();
    assertThat(world.engine.imageDigest(baked)).isEmpty();
    assertThat(world.images.find("ada/ready")).isEmpty();
  }

  @Test
  void whatCameToNothingIsSweptOnceNothingIsOnItsWay() throws EngineException {
    take("ready");
    world.berth.tasks.runAll();
    var source = image("ready").source();
    world.berth.sweep.run();
    world.images.remove("ada/ready");
    world.berth.sweep.run();
    assertThat(world.engine.imageDigest(source)).as("nobody knows of it").isPresent();
    take("other");
    world.crash();
    world.berth.sweep.run();
    assertThat(world.engine.imageDigest(source)).as("one is on its way").isPresent();
    world.clock.pass(Duration.ofMinutes(1));
    world.berth.sweep.run();
    assertThat(world.engine.imageDigest(source)).isEmpty();
  }

  private void stop() {
    world.berth.useCases.stop(World.ADA_HERSELF, "box");
    world.settle();
    assertThat(world.state(box)).isInstanceOf(LeaseState.Stopped.class);
  }

  @Test
  void aStartWaitsForTheSnapshotOfAStoppedWorkspace() {
    stop();
    var now = world.clock.instant();
    var snapshot = new NewSnapshot(ADA, "ready", box, 1);
    world.images.begin(snapshot, new ImageRef("source:1"), now, now.plusSeconds(45));
    world.berth.useCases.start(World.ADA_HERSELF, "box");
    world.settle();
    assertThat(world.state(box)).isInstanceOf(LeaseState.Starting.class);
    assertThat(world.leases.lastEvent(box).orElseThrow().message())
        .isEqualTo("a snapshot is being taken");
    world.images.copied(snapshot.entry(), 5);
    world.settle();
    assertThat(world.state(box)).isInstanceOf(Running.class);
  }

  @Test
  void isNotTakenOfAWorkspaceThatIsBeingStartedAlready() {
    stop();
    take("ready");
    world.berth.useCases.start(World.ADA_HERSELF, "box");
    world.berth.tasks.runAll();
    assertThat(image("ready").detail()).contains("started or ended meanwhile");
    assertThat(world.engine.calls()).doesNotContain(Call.SNAPSHOT);
  }

  @Test
  void aLeaseWithoutSshFailsWhereItsImageIsGone() {
    world.snapshots.refuse(Optional.of("no room"));
    take("ready");
    world.berth.tasks.runAll();
    var lease = world.request("plain", SampleLeases.plainSpec(image("ready").name()));
    world.settle();
    assertThat(world.state(lease)).isInstanceOf(LeaseState.Failed.class);
    assertThat(world.leases.lastEvent(lease).orElseThrow().message())
        .contains("the snapshot is gone; take another one");
  }

  @Test
  void aWorkspaceThatIsLeftFrozenGoesOnWhenTwoSweepsSawItAndNoneIsTaken() throws EngineException {
    world.snapshots.freeze(box.containerName());
    take("ready");
    world.berth.sweep.run();
    world.berth.sweep.run();
    assertThat(phase()).as("it is being taken").isEqualTo(Phase.PAUSED);
    world.crash();
    world.clock.pass(Duration.ofMinutes(1));
    world.berth.sweep.run();
    assertThat(phase()).isEqualTo(Phase.PAUSED);
    world.berth.sweep.run();
    assertThat(phase()).isEqualTo(Phase.RUNNING);
    assertThat(world.leases.lastEvent(box).orElseThrow().kind()).isEqualTo("resumed");
  }

  private Phase phase() throws EngineException {
    return world.engine.find(box.containerName()).orElseThrow().phase();
  }

  @Test
  void holdsUpTheEndOfALeaseForSomeTime() {
    var end = world.lease(box).term().expiresAt();
    world.clock.pass(Duration.between(world.clock.instant(), end));
    var snapshot = new NewSnapshot(ADA, "ready", box, 1);
    world.images.begin(snapshot, new ImageRef("source:1"), end, end.plus(Duration.ofMinutes(1)));
    world.settle();
    assertThat(world.state(box)).isInstanceOf(Running.class);
    assertThat(world.leases.lastEvent(box).orElseThrow().message())
        .startsWith("its time is over: it is stopped when a snapshot has copied its files");
    world.images.copied(snapshot.entry(), 5);
    world.settle();
    assertThat(world.state(box)).isInstanceOf(LeaseState.Expired.class);
  }
}
