package dev.berth.usage.model;

import dev.berth.kernel.GpuId;
import dev.berth.kernel.LeaseId;
import dev.berth.kernel.UserId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A stretch in which a lease was up, with what was so at its beginning.
 *
 * @param plan of its owner
 * @param label the value that it had for the label that was asked for
 * @param time until the present where it is up still
 * @param idle of GPUs that did nothing, within the time that was asked for
 */
public record LeaseUse(
    LeaseId lease,
    UserId owner,
    String plan,
    Optional<String> label,
    List<GpuId> gpus,
    Span time,
    Map<GpuId, Duration> idle) {

  public LeaseUse {
    gpus = List.copyOf(gpus);
    idle = Map.copyOf(idle);
  }

  Duration idle(GpuId gpu) {
    return idle.getOrDefault(gpu, Duration.ZERO);
  }
}
