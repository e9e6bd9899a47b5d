package dev.berth.watchdog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.berth.engine.EngineException;
import dev.berth.engine.FakeEngine.Call;
import dev.berth.engine.model.BuildSpec;
import dev.berth.engine.model.FileEntry;
import dev.berth.kernel.ImageRef;
import dev.berth.kernel.LeaseId;
import dev.berth.lease.model.SampleLeases;
import dev.berth.watchdog.model.Leftover;
import dev.berth.watchdog.model.Leftover.Fate;
import dev.berth.watchdog.model.Leftover.Kind;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Quiet.class)
class PruneTest {

  private static final String ADMIN = "root-admin";
  private static final ImageRef OLD = new ImageRef("berth-0123abcd/debian:old");

  private final World world = new World();
  private final LeaseId id = world.running("box");

  @Test
  void findsNothingWhereAllIsInUse() throws EngineException {
    assertThat(world.berth.prune.look()).isEmpty();
    assertThat(world.berth.prune.run(ADMIN)).contains(List.of());
  }

  @Test
  void onlyTellsWhereNothingIsToBeDone() throws EngineException {
    orphan(7);
    build(OLD, "0123abcd");
    world.berth.sweep();
    assertThat(world.berth.prune.look())
        .extracting(Leftover::kind, Leftover::name, Leftover::fate)
        .containsExactly(
            tuple(Kind.CONTAINER, name(7), Fate.REMOVABLE),
            tuple(Kind.IMAGE, OLD.value(), Fate.REMOVABLE));
    assertThat(world.engine.containerNames()).contains(name(7));
    assertThat(world.engine.imageDigest(OLD)).isPresent();
    assertThat(world.engine.calls()).doesNotContain(Call.REMOVE, Call.REMOVE_OWN_IMAGE);
  }

  @Test
  void leavesAnOrphanThatNoSweepHasSeen() throws EngineException {
    orphan(7);
    for (int i = 0; i < 2; i++) {
      assertThat(world.berth.prune.run(ADMIN).orElseThrow())
          .extracting(Leftover::name, Leftover::fate)
          .containsExactly(tuple(name(7), Fate.WAITING));
    }
    world.berth.sweep();
    assertThat(world.berth.prune.run(ADMIN).orElseThrow())
        .extracting(Leftover::name, Leftover::fate)
        .containsExactly(tuple(name(7), Fate.REMOVED));
    assertThat(world.engine.containerNames()).containsExactly(id.containerName());
  }

  @Test
  void removesWhatIsOldAndNothingElse() throws EngineException {
    var current = world.images.find("debian").orElseThrow().baked().orElseThrow();
    build(OLD, "0123abcd");
    var theirs = new ImageRef("berth-other/debian:old");
    build(theirs, "other");
    assertThat(world.berth.prune.run(ADMIN).orElseThrow())
        .extracting(Leftover::name, Leftover::fate, Leftover::bytes)
        .containsExactly(tuple(OLD.value(), Fate.REMOVED, OptionalLong.of(100)));
    assertThat(world.engine.imageDigest(OLD)).isEmpty();
    assertThat(world.engine.imageDigest(theirs)).isPresent();
    assertThat(world.engine.imageDigest(current)).isPresent();
    assertThat(world.berth.registry.get("berth.prune").tag("kind", "image").counter().count())
        .isEqualTo(1);
    assertThat(world.audit.list(OptionalLong.empty(), 1))
        .singleElement()
        .satisfies(
            entry -> {
              assertThat(entry.action()).isEqualTo("prune");
              assertThat(entry.detail()).isEqualTo("IMAGE 1");
            });
  }

  @Test
  void leavesEveryImageWhileOneIsBeingBaked() throws EngineException {
    build(OLD, "0123abcd");
    var now = world.clock.instant();
    assertThat(world.images.claim("debian", now, now.plusSeconds(45))).isTrue();
    assertThat(world.berth.prune.look()).isEmpty();
  }

  @Test
  void keepsTheImageOfAWorkspaceWhenItsEntryIsGone() throws EngineException {
    var image = world.images.find("debian").orElseThrow().baked().orElseThrow();
    world.berth.catalogue.remove(ADMIN, "debian");
    assertThat(world.berth.prune.run(ADMIN)).contains(List.of());
    world.berth.useCases.release(World.ADA_HERSELF, "box");
    world.settle();
    assertThat(world.berth.prune.run(ADMIN).orElseThrow())
        .extracting(Leftover::name)
        .containsExactly(image.value());
  }

  @Test
  void whatDoesNotGoKeepsNoOther() throws EngineException {
    build(OLD, "0123abcd");
    var other = new ImageRef("berth-0123abcd/debian:older");
    build(other, "0123abcd");
    world.engine.failNext(Call.REMOVE_OWN_IMAGE, new EngineException.Rejected("device busy"));
    assertThat(world.berth.prune.run(ADMIN).orElseThrow())
        .extracting(Leftover::fate, Leftover::note)
        .containsExactly(tuple(Fate.STAYS, "device busy"), tuple(Fate.REMOVED, ""));
  }

  @Test
  void concludesNothingWhereTheEngineIsAway() throws EngineException {
    orphan(7);
    world.berth.sweep();
    world.engine.setDown(true);
    assertThatThrownBy(() -> world.berth.prune.run(ADMIN))
        .isInstanceOf(EngineException.Unavailable.class);
    world.berth.sweep();
    world.engine.setDown(false);
    assertThat(world.berth.prune.run(ADMIN).orElseThrow())
        .extracting(Leftover::fate)
        .containsExactly(Fate.WAITING);
  }

  private void orphan(int number) throws EngineException {
    world.orphan(SampleLeases.id(number));
  }

  private static String name(int number) {
    return SampleLeases.id(number).containerName();
  }

  private void build(ImageRef tag, String installation) throws EngineException {
    world.engine.build(
        new BuildSpec(
            tag,
            List.of(
                new FileEntry("Dockerfile", 0644, "FROM scratch".getBytes(StandardCharsets.UTF_8))),
            Map.of(),
            Map.of("dev.berth.installation", installation)),
        line -> {});
  }
}
