package dev.berth.disk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.disk.model.Room;
import dev.berth.engine.FakeEngine;
import dev.berth.engine.FakeEngine.Call;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskGuardTest {

  private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
  private final FakeEngine engine = new FakeEngine();

  private record Config(String leastFree, Optional<String> path, Duration every, Duration patience)
      implements DiskConfig {}

  private Instant now = Instant.EPOCH;

  private DiskGuard looked(String leastFree, Optional<Path> path) {
    var guard =
        new DiskGuard(
            engine,
            new Config(leastFree, path.map(Path::toString), Duration.ZERO, Duration.ZERO),
            registry,
            () -> now);
    guard.look();
    return guard;
  }

  private double gauge(String name) {
    return registry.get(name).gauge().value();
  }

  @Test
  void asksTheFileSystemOfAPath(@TempDir Path here) {
    var guard = looked("1k", Optional.of(here));
    assertThat(guard.seen().path()).contains(here);
    assertThat(guard.seen().room()).isInstanceOf(Room.Enough.class);
    assertThat(guard.low()).isEmpty();
    assertThat(gauge("berth.disk.free")).isPositive();
    assertThat(gauge("berth.disk.low")).isZero();
  }

  @Test
  void isLowWhereLessIsFree(@TempDir Path here) {
    var guard = looked("900t", Optional.of(here));
    assertThat(guard.low().orElseThrow().detail()).contains("900t needed");
    assertThat(gauge("berth.disk.low")).isOne();
  }

  @Test
  void findsTheDirectoryOfAnEngineOnThisMachine(@TempDir Path here) {
    engine.dataDirectory(here.toString());
    assertThat(looked("1k", Optional.empty()).seen().path()).contains(here);
  }

  @Test
  void saysWhyNothingIsKnown(@TempDir Path here) {
    assertThat(unknown("off", Optional.of(here))).isEqualTo("berth.disk.least-free is off");
    assertThat(unknown("5g", Optional.of(here.resolve("gone")))).contains("can't be looked at");
    assertThat(unknown("5g", Optional.empty())).startsWith("the engine is on another machine;");
    engine.dataDirectory(here.resolve("gone").toString());
    assertThat(unknown("5g", Optional.empty())).contains("is not seen from here; berth.disk.path");
    engine.setDown(true);
    assertThat(unknown("5g", Optional.empty())).contains("does not say where its data is");
    assertThat(gauge("berth.disk.free")).isNaN();
  }

  @Test
  void asksTheEngineOnceInAMinuteWhateverItSays(@TempDir Path here) {
    var guard = looked("1k", Optional.empty());
    engine.dataDirectory(here.toString());
    now = now.plusSeconds(59);
    guard.look();
    assertThat(guard.seen().path()).isEmpty();
    assertThat(asked()).isOne();
    now = now.plusSeconds(1);
    guard.look();
    assertThat(guard.seen().path()).contains(here);
    engine.setDown(true);
    now = now.plusSeconds(60);
    guard.look();
    guard.look();
    assertThat(guard.seen().path()).contains(here);
    assertThat(asked()).isEqualTo(3);
  }

  @Test
  void aClockThatIsSetBackDoesNotKeepItFromAsking(@TempDir Path here) {
    var guard = looked("1k", Optional.empty());
    engine.dataDirectory(here.toString());
    now = now.minus(Duration.ofDays(1));
    guard.look();
    assertThat(guard.seen().path()).contains(here);
  }

  private long asked() {
    return engine.calls().stream().filter(Call.INFO::equals).count();
  }

  private String unknown(String leastFree, Optional<Path> path) {
    var guard = looked(leastFree, path);
    assertThat(guard.low()).isEmpty();
    return ((Room.Unknown) guard.seen().room()).why();
  }
}
