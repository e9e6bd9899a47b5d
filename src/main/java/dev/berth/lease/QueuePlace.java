package dev.berth.lease;

import java.time.Instant;
import java.util.Optional;

/**
 * Where a lease stands in the queue.
 *
 * @param position from 1
 * @param earliestStart if all others run to their expiry; empty while the GPUs that it asks for are
 *     not there at all
 */
public record QueuePlace(int position, Optional<Instant> earliestStart) {}
