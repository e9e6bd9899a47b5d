package dev.berth.watchdog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.engine.EngineException;
import dev.berth.engine.FakeEngine.Call;
import dev.berth.kernel.LeaseId;
import java.time.Duration;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(Quiet.class)
class GreetingsTest {

  private final World world = new World();
  private final LeaseId id = world.running("box");

  @Test
  void sayWhenTheLeaseEnds() {
    assertThat(inside()).contains("Lease    box", "Ends     2026-01-01 20:00 UTC");
  }

  @Test
  void followAnExtensionAtOnce() {
    extend();
    assertThat(inside()).contains("Ends     2026-01-02 00:00 UTC");
  }

  @Test
  void areBroughtInLaterWhereTheEngineIsAway() {
    world.engine.setDown(true);
    extend();
    world.engine.setDown(false);
    assertThat(inside()).contains("20:00 UTC");
    world.wait(Duration.ofSeconds(3));
    assertThat(inside()).contains("Ends     2026-01-02 00:00 UTC");
  }

  @Test
  void areTriedAgainWhereTheEngineRefused() {
    world.engine.failNext(Call.PUT_FILES, new EngineException.Rejected("no space left"));
    extend();
    world.wait(Duration.ofMinutes(1));
    assertThat(inside()).contains("Ends     2026-01-02 00:00 UTC");
  }

  @Test
  void areInAContainerThatWasMadeAnew() throws EngineException {
    world.engine.remove(id.containerName());
    world.settle();
    assertThat(inside()).contains("Lease    box");
  }

  @Test
  void areMadeUpForByTheNextBerthAfterACrash() {
    world.berth.useCases.extendBy(World.ADA_HERSELF, "box", Duration.ofHours(4));
    world.crash();
    world.wait(Duration.ofMinutes(1));
    assertThat(inside()).contains("Ends     2026-01-02 00:00 UTC");
  }

  @Test
  void costTheEngineNothingWhereNothingChanged() {
    int before = Collections.frequency(world.engine.calls(), Call.PUT_FILES);
    world.wait(Duration.ofMinutes(2));
    assertThat(Collections.frequency(world.engine.calls(), Call.PUT_FILES)).isEqualTo(before);
  }

  private void extend() {
    world.berth.useCases.extendBy(World.ADA_HERSELF, "box", Duration.ofHours(4));
    world.berth.tasks.runAll();
  }

  private String inside() {
    return new String(
        world.engine.files(id.containerName()).get("/etc/berth/motd").content(), UTF_8);
  }
}
