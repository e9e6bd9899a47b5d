package dev.berth.storm;

import dev.berth.storm.Client.Habit;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Two replicas of Berth, and users who log in: whatever is killed, everybody finds her workspace
 * and her files again. The short form of {@link ChaosRun}.
 */
@Timeout(600)
class ChaosIT {

  private static final Duration LENGTH = Duration.ofSeconds(90);

  @RegisterExtension
  static final Rig RIG = new Rig("chaos-short", Rig.own("chaos-short"), 28_300, 2, Rig.CHAOS);

  @Test
  void everybodyFindsHerWorkspaceAgainWhateverIsKilled() throws Exception {
    var storm = new Storm(RIG, Map.of(Habit.GPUS, 2, Habit.WORKSPACES, 4), false);
    var faults = new ArrayList<>(Fault.some());
    Collections.shuffle(faults, storm.random());
    storm.rage(
        () -> {
          var end = Instant.now().plus(LENGTH);
          storm.round(() -> Instant.now().isBefore(end), faults);
        });
  }
}
