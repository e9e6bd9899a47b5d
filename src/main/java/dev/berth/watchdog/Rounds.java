package dev.berth.watchdog;

import dev.berth.disk.DiskGuard;
import jakarta.inject.Singleton;

/** The looks that the timer sets going beside the passes: into running workspaces, at disks. */
@Singleton
class Rounds {

  final KeyUpdates keys;
  final GpuWatch gpus;
  final SshHealth ssh;
  final IdleWatch idle;
  final DiskGuard disk;
  private final DiskSurvey disks;
  private final DiskLimits limits;

  Rounds(
      KeyUpdates keys,
      GpuWatch gpus,
      SshHealth ssh,
      IdleWatch idle,
      DiskGuard disk,
      DiskSurvey disks,
      DiskLimits limits) {
    this.keys = keys;
    this.gpus = gpus;
    this.ssh = ssh;
    this.idle = idle;
    this.disk = disk;
    this.disks = disks;
    this.limits = limits;
  }

  /** Measures if it is time to, and draws the conclusions. */
  void disks() {
    disks.pass().ifPresent(limits::check);
  }
}
