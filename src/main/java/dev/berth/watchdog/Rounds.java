package dev.berth.watchdog;

import jakarta.inject.Singleton;

/** The looks into running workspaces that the timer sets going. */
@Singleton
class Rounds {

  final GpuWatch gpus;
  final SshHealth ssh;
  final IdleWatch idle;

  Rounds(GpuWatch gpus, SshHealth ssh, IdleWatch idle) {
    this.gpus = gpus;
    this.ssh = ssh;
    this.idle = idle;
  }
}
