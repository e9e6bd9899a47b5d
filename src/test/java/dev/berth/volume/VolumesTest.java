package dev.berth.volume;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.berth.audit.AuditEntry;
import dev.berth.audit.InMemoryAudit;
import dev.berth.engine.EngineException;
import dev.berth.engine.FakeEngine;
import dev.berth.kernel.UserId;
import dev.berth.node.Installation;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VolumesTest {

  private static final UserId ADA = new UserId("ada");
  private static final UserId BOB = new UserId("bob");

  private final InMemoryVolumeStore store = new InMemoryVolumeStore();
  private final InMemoryAudit audit = new InMemoryAudit();
  private final FakeEngine engine = new FakeEngine();
  private final Volumes volumes =
      new Volumes(
          store,
          audit,
          () -> 2,
          () -> Instant.parse("2026-01-01T12:00:00Z"),
          new Installation("0123"));
  private Optional<String> user = Optional.empty();
  private final VolumeRemoval removal =
      new VolumeRemoval(engine, volumes, store, (owner, name) -> user, audit);

  @Test
  void areMadeWhenFirstMentioned() {
    var volume = take("data");
    assertThat(volume.engineName()).matches("berth-0123-volume-[0-9a-z]{26}");
    assertThat(volumes.ensure(ADA, "data")).isEqualTo(new Ensured.Present(volume, false));
    assertThat(volumes.find(ADA, "data")).contains(volume);
    assertThat(volumes.find(BOB, "data")).isEmpty();
    assertThat(volumes.list(ADA)).containsExactly(volume);
    assertThat(audit.list(OptionalLong.empty(), 9))
        .extracting(AuditEntry::actor, AuditEntry::action, AuditEntry::subject)
        .containsExactly(tuple("ada", "volume.create", "data"));
  }

  @Test
  void neverShareAnEngineName() {
    var mine = take("b-volume-x");
    var theirs = ((Ensured.Present) volumes.ensure(BOB, "b-volume-x")).volume();
    assertThat(mine.engineName()).isNotEqualTo(theirs.engineName());
    assertThat(volumes.homeEngineName(ADA)).isEqualTo("berth-0123-home-ada");
  }

  @Test
  void areLimited() {
    take("a");
    take("b");
    assertThat(volumes.ensure(ADA, "c")).isEqualTo(new Ensured.LimitReached(2));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "home", "Data", ".x", "-x", "_x", "a/b", "..", "a b", "a\n", "ä"})
  void haveNoBadName(String name) {
    assertThat(Volumes.isValid(name)).isFalse();
    assertThatThrownBy(() -> volumes.ensure(ADA, name))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void haveGoodNames() {
    for (String name : new String[] {"a", "0", "data.v2_x-y", "home2", "a".repeat(63)}) {
      assertThat(Volumes.isValid(name)).isTrue();
    }
    assertThat(Volumes.isValid("a".repeat(64))).isFalse();
  }

  @Test
  void goWithEverythingInThem() throws EngineException {
    var volume = take("data");
    engine.ensureVolume(volume.engineName(), "ada");
    assertThat(removal.remove(ADA, "data")).isEqualTo(new Removal.Removed());
    assertThat(engine.volumes()).isEmpty();
    assertThat(volumes.find(ADA, "data")).isEmpty();
    assertThat(removal.remove(ADA, "data")).isEqualTo(new Removal.NoSuchVolume());
    assertThat(take("data").engineName()).isNotEqualTo(volume.engineName());
  }

  @Test
  void stayWhileALeaseHasThem() throws EngineException {
    var volume = take("data");
    engine.ensureVolume(volume.engineName(), "ada");
    engine.ensureVolume(volumes.homeEngineName(ADA), "ada");
    user = Optional.of("train");
    assertThat(removal.remove(ADA, "data")).isEqualTo(new Removal.InUse("train"));
    assertThat(removal.removeHome(ADA)).isEqualTo(new Removal.InUse("train"));
    assertThat(engine.volumes()).hasSize(2);
    assertThat(volumes.find(ADA, "data")).contains(volume);
  }

  @Test
  void keepTheirRecordWhileTheEngineIsAwayAndGoTheNextTime() throws EngineException {
    var volume = take("data");
    engine.ensureVolume(volume.engineName(), "ada");
    engine.failNext(FakeEngine.Call.REMOVE_VOLUME, new EngineException.Unavailable("away"));
    assertThatThrownBy(() -> removal.remove(ADA, "data"))
        .isInstanceOf(EngineException.Unavailable.class);
    assertThat(volumes.find(ADA, "data")).contains(volume);
    assertThat(removal.remove(ADA, "data")).isEqualTo(new Removal.Removed());
    assertThat(engine.volumes()).isEmpty();
  }

  @Test
  void stayWhereTheEngineDoesNotGiveThemUp() throws EngineException {
    var volume = take("data");
    engine.ensureVolume(volume.engineName(), "ada");
    engine.failNext(FakeEngine.Call.REMOVE_VOLUME, new EngineException.Rejected("in use"));
    assertThat(removal.remove(ADA, "data")).isEqualTo(new Removal.Held());
    assertThat(volumes.find(ADA, "data")).contains(volume);
  }

  @Test
  void keepTheirRecordForALeaseThatTookThemInTheMeantime() throws EngineException {
    var volume = take("data");
    var asked = new int[1];
    var late =
        new VolumeRemoval(
            engine,
            volumes,
            store,
            (owner, name) -> asked[0]++ == 0 ? Optional.empty() : Optional.of("train"),
            audit);
    assertThat(late.remove(ADA, "data")).isEqualTo(new Removal.InUse("train"));
    assertThat(volumes.find(ADA, "data")).contains(volume);
  }

  @Test
  void leaveAHomeThatIsMadeAnew() throws EngineException {
    engine.ensureVolume(volumes.homeEngineName(ADA), "ada");
    engine.ensureVolume(volumes.homeEngineName(BOB), "bob");
    assertThat(removal.removeHome(ADA)).isEqualTo(new Removal.Removed());
    assertThat(engine.volumes()).containsExactly(volumes.homeEngineName(BOB));
    assertThat(audit.list(OptionalLong.empty(), 9))
        .extracting(AuditEntry::action, AuditEntry::subject)
        .containsExactly(tuple("volume.remove", "home"));
  }

  private Volume take(String name) {
    return ((Ensured.Present) volumes.ensure(ADA, name)).volume();
  }
}
