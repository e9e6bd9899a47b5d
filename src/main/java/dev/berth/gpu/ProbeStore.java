package dev.berth.gpu;

import dev.berth.gpu.model.Probe;
import java.time.Instant;
import java.util.Optional;

/** Whose turn it is to look at the node's GPUs, and what the last look came to. */
public interface ProbeStore {

  /**
   * Takes the next look, where it is due and nobody else has taken it.
   *
   * @param until after which somebody else may take it, if {@link #done} is never said
   * @param notBefore a last look that began before makes another due at once
   */
  boolean claim(Instant now, Instant until, Instant notBefore);

  /**
   * Writes what the look came to that was taken until then; nothing where that time ran out and
   * somebody else took it.
   *
   * @param next when another is due
   */
  void done(Probe probe, Instant until, Instant next);

  /** The last look, whichever replica did it. */
  Optional<Probe> last();
}
