package dev.berth.watchdog;

import static dev.berth.lease.model.SampleLeases.ADA;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.engine.EngineException;
import dev.berth.grant.model.GpuWish;
import dev.berth.kernel.LeaseId;
import dev.berth.lease.Change;
import dev.berth.lease.Wanted;
import dev.berth.lease.model.Admission;
import dev.berth.lease.model.Amendment;
import dev.berth.lease.model.LeaseState.Expired;
import dev.berth.lease.model.LeaseState.Offered;
import dev.berth.lease.model.LeaseState.Queued;
import dev.berth.lease.model.LeaseState.Released;
import dev.berth.lease.model.LeaseState.Running;
import dev.berth.lease.model.LeaseState.Starting;
import dev.berth.lease.model.LeaseState.Stopped;
import dev.berth.lease.model.SampleAmendments;
import dev.berth.lease.model.SampleLeases;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Quiet.class)
class LowDiskTest {

  private final World world = new World();

  private void disk(String leastFree) {
    world.leastFree = leastFree;
    world.crash();
    world.berth.disk.look();
  }

  private void fill() {
    disk("900t");
  }

  private void empty() {
    disk("1k");
  }

  private Change start(String name) {
    return world.berth.useCases.start(World.ADA_HERSELF, name);
  }

  private void stop(String name) {
    world.berth.useCases.stop(World.ADA_HERSELF, name);
    world.settle();
  }

  @Test
  void nothingNewStartsWhileTheDiskIsFull() {
    var id = world.running("box");
    stop("box");
    fill();
    assertThat(
            world
                .berth
                .useCases
                .request(
                    ADA,
                    new Wanted("new", SampleLeases.spec(), Duration.ofHours(1), Map.of()),
                    Optional.empty())
                .admission())
        .isInstanceOfSatisfying(
            Admission.Refused.class,
            refused -> {
              assertThat(refused.reason()).isEqualTo(Admission.Reason.LOW_DISK);
              assertThat(refused.detail()).contains("900t needed");
            });
    assertThat(start("box")).isInstanceOf(Change.Refused.class);
    assertThat(world.state(id)).isInstanceOf(Stopped.class);
    empty();
    start("box");
    world.settle();
    assertThat(world.state(id)).isInstanceOf(Running.class);
  }

  @Test
  void whatRunsGoesOnAndWhatDiesIsBroughtUpAgain() {
    var id = world.running("box");
    fill();
    world.engine.kill(id.containerName(), 1);
    world.settle();
    assertThat(world.state(id)).isInstanceOf(Running.class);
    world.berth.useCases.restart(World.ADA_HERSELF, "box");
    world.settle();
    assertThat(world.state(id)).isInstanceOf(Running.class);
  }

  @Test
  void aChangeThatMakesTheWorkspaceAnewNeedsRoomAndOthersDoNot() {
    world.running("box");
    fill();
    assertThat(amend(SampleAmendments.memory(512))).isInstanceOf(Change.Done.class);
    var anew = SampleAmendments.env(Map.of("A", "1"), 8888);
    assertThat(amend(anew))
        .isInstanceOfSatisfying(
            Change.Refused.class,
            refused -> assertThat(refused.reason()).isEqualTo(Admission.Reason.LOW_DISK));
    empty();
    assertThat(amend(anew)).isInstanceOf(Change.Done.class);
  }

  private Change amend(Amendment amendment) {
    return world.berth.changes.amend(World.ADA_HERSELF, "box", amendment).change();
  }

  @Test
  void whatIsOfferedIsClaimedWithRoomAlone() {
    world.engine.gpus().add("GPU-1");
    world.settle();
    var id = world.request("gpu", SampleLeases.gpuSpec(GpuWish.of(1).withClaim()));
    world.settle();
    assertThat(world.state(id)).isInstanceOf(Offered.class);
    fill();
    assertThat(start("gpu")).isInstanceOf(Change.Refused.class);
    assertThat(world.state(id)).isInstanceOf(Offered.class);
    empty();
    start("gpu");
    world.settle();
    assertThat(world.state(id)).isInstanceOf(Running.class);
  }

  @Test
  void anExpiredLeaseIsKeptByAnExtensionThoughItCanNotStart() {
    var id = world.running("box");
    world.wait(Duration.ofHours(9));
    world.settle();
    assertThat(world.state(id)).isInstanceOf(Expired.class);
    fill();
    var later = SampleAmendments.expiresAt(world.clock.instant().plus(Duration.ofHours(4)));
    assertThat(amend(later)).isInstanceOf(Change.Refused.class);
    assertThat(world.berth.useCases.extendBy(World.ADA_HERSELF, "box", Duration.ofHours(4)))
        .isInstanceOf(Change.Done.class);
    assertThat(world.state(id)).isInstanceOf(Stopped.class);
    empty();
    start("box");
    world.settle();
    assertThat(world.state(id)).isInstanceOf(Running.class);
  }

  @Test
  void stoppingReleasingAndExpiryNeedNoRoom() {
    var released = world.running("released");
    var expired = world.running("expired");
    fill();
    stop("released");
    assertThat(world.state(released)).isInstanceOf(Stopped.class);
    world.berth.useCases.release(World.ADA_HERSELF, "released");
    world.settle();
    assertThat(world.state(released)).isInstanceOf(Released.class);
    world.wait(Duration.ofHours(9));
    world.settle();
    assertThat(world.state(expired).word()).isEqualTo("expired");
    world.wait(Duration.ofDays(4));
    world.settle();
    assertThat(world.state(expired)).isInstanceOf(Released.class);
  }

  @Test
  void whoeverWaitsForGpusWaitsOn() {
    world.engine.gpus().add("GPU-1");
    world.settle();
    var id = queued();
    assertThat(world.state(id)).isInstanceOf(Queued.class);
    empty();
    world.settle();
    assertThat(world.state(id)).isInstanceOf(Running.class);
  }

  /** One that was let in a moment before the disk was full. */
  private LeaseId queued() {
    var id = world.request("gpu", SampleLeases.gpuSpec(1));
    fill();
    world.settle();
    return id;
  }

  @Test
  void aLeaseThatWasLetInBeforeWaitsForRoom() throws EngineException {
    var id = world.request("box");
    fill();
    world.settle();
    assertThat(world.state(id)).isInstanceOf(Starting.class);
    assertThat(world.engine.list()).isEmpty();
    assertThat(world.leases.lastEvent(id).orElseThrow().message())
        .isEqualTo("waiting for room on the disk of the machine");
    empty();
    world.settle();
    assertThat(world.state(id)).isInstanceOf(Running.class);
  }
}
