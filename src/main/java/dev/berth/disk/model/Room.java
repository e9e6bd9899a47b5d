package dev.berth.disk.model;

import dev.berth.kernel.ByteSize;

/** Whether there is room on the disk that holds the engine's data. */
public sealed interface Room {

  /** Nobody has looked, or nobody can. */
  record Unknown(String why) implements Room {}

  record Enough(Space space) implements Room {}

  /**
   * Nothing new may start.
   *
   * @param neededBytes that must be free before something may
   */
  record Low(Space space, long neededBytes) implements Room {

    /** What a person should read. */
    public String detail() {
      return "the disk of the machine is almost full: %s free, %s needed; until there is room nothing new starts, and what runs goes on"
          .formatted(text(space.freeBytes()), text(neededBytes));
    }
  }

  /** What a file system has, and what of it may still be written. */
  record Space(long totalBytes, long freeBytes) {}

  /** One that was full is free again only with a tenth more, so that nothing starts by fits. */
  int MARGIN = 10;

  static Room of(Room before, Space seen, ByteSize leastFree) {
    long least = leastFree.bytes();
    long needed = before instanceof Low ? least + least / MARGIN : least;
    return seen.freeBytes() < needed ? new Low(seen, needed) : new Enough(seen);
  }

  private static String text(long bytes) {
    return bytes < 1 ? "0" : new ByteSize(bytes).roundedDown().toString();
  }
}
