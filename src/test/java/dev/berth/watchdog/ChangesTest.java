package dev.berth.watchdog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.engine.FakeEngine.Call;
import dev.berth.engine.model.LiveLimits;
import dev.berth.kernel.ByteSize;
import dev.berth.kernel.LeaseId;
import dev.berth.lease.Change;
import dev.berth.lease.LeaseEvent;
import dev.berth.lease.model.Amendment;
import dev.berth.lease.model.Effect;
import dev.berth.lease.model.LeaseState.Failed;
import dev.berth.lease.model.LeaseState.Running;
import dev.berth.lease.model.SampleAmendments;
import dev.berth.lease.model.SampleLeases;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What becomes of changes, from the use case to the engine. */
@ExtendWith(Quiet.class)
class ChangesTest {

  private final World world = new World();
  private final LeaseId id = world.running("box");
  private final String name = id.containerName();

  @Test
  void limitsChangeUnderWhatRuns() {
    int starts = count(Call.START);
    assertThat(amend(SampleAmendments.memory(512))).isEqualTo(Effect.LIVE);
    assertThat(memory()).isEqualTo(ByteSize.ofMebibytes(512));
    assertThat(count(Call.START)).isEqualTo(starts);
    Order.check(world);
  }

  @Test
  void limitsThatAreRefusedAreTriedAgainAndSaidOnce() {
    world.engine.refuseUpdates(Optional.of("it uses 1g of memory"));
    amend(SampleAmendments.memory(512));
    world.wait(Duration.ofMinutes(1));
    world.wait(Duration.ofMinutes(1));
    assertThat(world.state(id)).isInstanceOf(Running.class);
    assertThat(messages()).filteredOn(text -> text.contains("it uses 1g of memory")).hasSize(1);

    world.engine.refuseUpdates(Optional.empty());
    world.wait(Duration.ofMinutes(1));
    assertThat(memory()).isEqualTo(ByteSize.ofMebibytes(512));
  }

  @Test
  void keysReachAWorkspaceWhoseLimitsAreRefused() {
    world.engine.refuseUpdates(Optional.of("not now"));
    amend(SampleAmendments.memory(512));
    world.addKey(SampleLeases.ADA, "desk");
    world.wait(Duration.ofMinutes(1));
    assertThat(world.keysInside(id)).contains("key desk");
  }

  @Test
  void aWorkspaceMadeAnewHasItsFilesAndIsCounted() {
    world.install(id);
    assertThat(amend(SampleAmendments.env(Map.of("A", "1"), 8888))).isEqualTo(Effect.RE_CREATING);
    assertThat(world.state(id)).isInstanceOf(Running.class);
    assertThat(world.isInstalled(id)).isTrue();
    assertThat(world.engine.spec(name).orElseThrow().command().env()).containsOnlyKeys("A");
    assertThat(world.berth.registry.get("berth.recreations").counter().count()).isEqualTo(1);
    assertThat(messages()).contains("changed on request: ports, env");
    Order.check(world);
  }

  @Test
  void aWorkspaceThatCantBeKeptIsNotRemoved() {
    world.install(id);
    world.engine.refuseKeeping(Optional.of("no space left on device"));
    amend(SampleAmendments.env(Map.of("A", "1")));
    for (int i = 0; i < 5; i++) {
      world.wait(Duration.ofMinutes(1));
    }
    assertThat(world.state(id)).isInstanceOf(Failed.class);
    assertThat(world.isInstalled(id)).isTrue();

    world.engine.refuseKeeping(Optional.empty());
    world.berth.useCases.start(World.ADA_HERSELF, "box");
    world.settle();
    assertThat(world.state(id)).isInstanceOf(Running.class);
    assertThat(world.isInstalled(id)).isTrue();
    Order.check(world);
  }

  @Test
  void aWorkspaceRemovedByHandIsMadeFromWhatWasKeptLast() {
    world.install(id);
    amend(SampleAmendments.env(Map.of("A", "1")));
    world.engine.removeByHand(name);
    world.wait(Duration.ofMinutes(1));
    world.settle();
    assertThat(world.state(id)).isInstanceOf(Running.class);
    assertThat(world.isInstalled(id)).isTrue();
  }

  @Test
  void onlySoManyLayersFitOnEachOther() {
    for (int i = 0; i < 50; i++) {
      amend(SampleAmendments.env(Map.of("N", "" + i)));
    }
    assertThat(world.lease(id).generation()).isEqualTo(50);
    assertThat(
            world
                .berth
                .changes
                .amend(World.ADA_HERSELF, "box", SampleAmendments.env(Map.of()))
                .change())
        .isInstanceOf(Change.NotNow.class);
    assertThat(amend(SampleAmendments.memory(512))).isEqualTo(Effect.LIVE);
  }

  private Effect amend(Amendment amendment) {
    var result = world.berth.changes.amend(World.ADA_HERSELF, "box", amendment);
    assertThat(result.change()).isInstanceOf(Change.Done.class);
    world.settle();
    return result.effect();
  }

  private ByteSize memory() {
    return world.engine.limits(name).map(LiveLimits::memory).orElseThrow();
  }

  private int count(Call call) {
    return (int) world.engine.calls().stream().filter(call::equals).count();
  }

  private List<String> messages() {
    return world.leases.events(id, 0, 1_000).stream().map(LeaseEvent::message).toList();
  }
}
