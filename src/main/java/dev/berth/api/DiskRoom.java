package dev.berth.api;

import dev.berth.disk.DiskGuard;
import dev.berth.disk.DiskStore;
import dev.berth.kernel.UserId;
import dev.berth.lease.Owners;
import jakarta.inject.Singleton;

/** Refuses what would fill a disk that is almost full, or a user's share of it. */
@Singleton
class DiskRoom {

  private final DiskGuard disk;
  private final DiskStore used;
  private final Owners owners;

  DiskRoom(DiskGuard disk, DiskStore used, Owners owners) {
    this.disk = disk;
    this.used = used;
    this.owners = owners;
  }

  /** Before anything that makes an image. */
  void need() {
    disk.low()
        .ifPresent(
            low -> {
              throw new ProblemException(ProblemType.LOW_DISK, low.detail());
            });
  }

  /** Before one of her own. */
  void need(UserId owner) {
    need();
    owners
        .maxDisk(owner)
        .filter(most -> used.of(owner).reaches(most))
        .ifPresent(
            most -> {
              throw new ProblemException(ProblemType.QUOTA_EXCEEDED, used.of(owner).detail(most));
            });
  }
}
