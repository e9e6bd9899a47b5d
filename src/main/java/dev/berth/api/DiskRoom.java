package dev.berth.api;

import dev.berth.disk.DiskGuard;
import jakarta.inject.Singleton;

/** Refuses what would fill a disk that is almost full. */
@Singleton
class DiskRoom {

  private final DiskGuard disk;

  DiskRoom(DiskGuard disk) {
    this.disk = disk;
  }

  /** Before anything that makes an image. */
  void need() {
    disk.low()
        .ifPresent(
            low -> {
              throw new ProblemException(ProblemType.LOW_DISK, low.detail());
            });
  }
}
