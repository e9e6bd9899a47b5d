package dev.berth.storm;

import dev.berth.storm.Client.Habit;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * The storm of {@code make chaos}: as long as {@code berth.storm.minutes} says, with every kind of
 * fault. Its name keeps it out of the tests that always run.
 */
@Timeout(86_400)
class ChaosRun {

  private static final int FAULTS = 10;
  private static final Duration ROUND = Duration.ofSeconds(100);

  @RegisterExtension
  static final Rig RIG =
      new Rig(
          "chaos",
          Path.of(System.getProperty("berth.storm.engine-home", Rig.own("chaos").toString())),
          28_500,
          2,
          Rig.CHAOS);

  @Test
  void everyLeaseIsWhereItShouldBeWhateverIsKilled() throws Exception {
    var storm = new Storm(RIG, Map.of(Habit.GPUS, 6, Habit.WORKSPACES, 10), true);
    var end = Instant.now().plus(Duration.ofMinutes(Long.getLong("berth.storm.minutes", 20)));
    storm.rage(
        () -> {
          for (int round = 1; Instant.now().isBefore(end); round++) {
            storm.history().note("ROUND " + round);
            var over = Instant.now().plus(ROUND);
            var possible = Fault.possible(RIG);
            var faults =
                Stream.generate(() -> possible.get(storm.random().nextInt(possible.size())))
                    .limit(FAULTS)
                    .toList();
            storm.round(() -> Instant.now().isBefore(over), faults);
          }
        });
  }
}
