package dev.berth.engine.model;

import dev.berth.kernel.ImageRef;
import dev.berth.kernel.LeaseId;
import java.util.List;
import java.util.Optional;

/**
 * An image to be made of a lease's container, for its owner.
 *
 * @param image the name it gets, with a tag
 * @param secrets paths of files whose content it must not hold
 * @param passwordOf the user whose password's hash it must not hold
 */
public record SnapshotSpec(
    LeaseId lease, ImageRef image, List<String> secrets, Optional<String> passwordOf) {

  public SnapshotSpec {
    secrets = List.copyOf(secrets);
  }

  /** Whether there is nothing to be kept out. */
  public boolean isOpen() {
    return secrets.isEmpty() && passwordOf.isEmpty();
  }
}
