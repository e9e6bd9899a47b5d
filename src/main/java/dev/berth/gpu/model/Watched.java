package dev.berth.gpu.model;

import java.time.Instant;
import java.util.Optional;

/**
 * What is known of the GPUs that a workspace sees.
 *
 * @param loss the last look's
 * @param restartedAt when it was restarted last for its GPUs
 */
public record Watched(Optional<Loss> loss, Optional<Instant> restartedAt) {

  public static final Watched NOTHING = new Watched(Optional.empty(), Optional.empty());

  /** The loss of a workspace that runs since then; an earlier run's says nothing of this one. */
  public Optional<Loss> lossOfRun(Instant runningSince) {
    return loss.filter(it -> !it.since().isBefore(runningSince));
  }

  Watched losing(Loss found) {
    return new Watched(Optional.of(found), restartedAt);
  }

  Watched seeing() {
    return new Watched(Optional.empty(), restartedAt);
  }

  /** Restarted for its GPUs at this time. */
  public Watched restarted(Instant at) {
    return new Watched(loss, Optional.of(at));
  }
}
