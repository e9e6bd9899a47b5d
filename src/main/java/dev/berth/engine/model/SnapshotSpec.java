package dev.berth.engine.model;

import dev.berth.kernel.ImageRef;
import dev.berth.kernel.LeaseId;
import java.util.List;
import java.util.Optional;

/**
 * An image to be made of a lease's container.
 *
 * @param image what it gets as its name
 * @param secrets absolute paths of files whose content must not be in it
 * @param passwordOf the user whose password must not be in it either
 */
public record SnapshotSpec(
    LeaseId lease, ImageRef image, List<String> secrets, Optional<String> passwordOf) {

  public SnapshotSpec {
    secrets = List.copyOf(secrets);
  }
}
