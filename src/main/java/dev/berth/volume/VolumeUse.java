package dev.berth.volume;

import dev.berth.kernel.UserId;
import java.util.Optional;

/** Who has a volume mounted. */
public interface VolumeUse {

  /**
   * Name of a live lease of the owner that mounts her volume of this name, the home as {@link
   * Volumes#HOME}; empty where none does. Asked within a transaction, and must see what that sees.
   */
  Optional<String> usedBy(UserId owner, String volume);
}
