package dev.berth.engine.model;

import dev.berth.kernel.LeaseId;
import java.util.List;

/**
 * An image to be made of a lease's container, from which its next one is made.
 *
 * @param generation of the next container; older ones are kept
 * @param blanks files that take the place of what the image must not hold
 */
public record KeepSpec(LeaseId lease, int generation, List<FileEntry> blanks) {

  public KeepSpec {
    blanks = List.copyOf(blanks);
  }
}
