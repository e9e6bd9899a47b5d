package dev.berth.storm;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * No GPU is ever given twice, nobody is overtaken, everybody gets a turn, and in the end nothing is
 * left. {@link ChaosRun} is the same for longer, with more faults.
 */
@Timeout(600)
class GpuStormIT {

  private static final int OPERATIONS = 200;

  @RegisterExtension static final Rig RIG = new Rig("storm", Rig.own("storm"), 28_100, 1, Map.of());

  @Test
  void noGpuIsHeldTwiceNobodyIsOvertakenAndNothingIsLeft() throws Exception {
    var storm = new Storm(RIG, Map.of(Client.Habit.GPUS, 16), false);
    var faults = new ArrayList<>(Fault.forGpus());
    Collections.shuffle(faults, storm.random());
    var operations = new AtomicInteger(OPERATIONS);
    storm.rage(() -> storm.round(() -> operations.getAndDecrement() > 0, faults));
  }
}
