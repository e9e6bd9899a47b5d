package dev.berth.lease;

import dev.berth.grant.model.GpuQueue;
import dev.berth.kernel.LeaseId;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Where a lease stands in the queue.
 *
 * @param position from 1; 0 for one whose turn it is just now
 * @param earliestStart if all others run to their expiry; empty while the GPUs that it asks for are
 *     not there at all, or an admin holds it
 * @param waiting what decides on it
 */
public record QueuePlace(int position, Optional<Instant> earliestStart, GpuQueue.Waiting waiting) {

  /** Of all in the queue. */
  public static Map<LeaseId, QueuePlace> all(GpuQueue.State seen) {
    var plan = GpuQueue.plan(seen);
    var now = new Place(0, Optional.of(seen.now()));
    var places = new HashMap<LeaseId, Place>();
    plan.starts().forEach(start -> places.put(start.lease(), now));
    plan.places()
        .forEach(it -> places.put(it.lease(), new Place(it.position(), it.earliestStart())));
    return seen.waiting().stream()
        .collect(
            Collectors.toMap(
                GpuQueue.Waiting::lease,
                waiting -> places.getOrDefault(waiting.lease(), now).of(waiting)));
  }

  private record Place(int position, Optional<Instant> earliestStart) {
    QueuePlace of(GpuQueue.Waiting waiting) {
      return new QueuePlace(position, earliestStart, waiting);
    }
  }
}
