package dev.berth.engine.model;

import dev.berth.kernel.LeaseId;
import java.util.List;
import java.util.Optional;

/**
 * An image to be made of a lease's container, from which its next one is made.
 *
 * @param generation of the next container; older ones are kept
 * @param blanks files that take the place of what the image must not hold
 * @param passwordOf the user whose password's hash the image must not hold
 */
public record KeepSpec(
    LeaseId lease, int generation, List<FileEntry> blanks, Optional<String> passwordOf) {

  public KeepSpec {
    blanks = List.copyOf(blanks);
  }
}
