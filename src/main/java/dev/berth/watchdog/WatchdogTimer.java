package dev.berth.watchdog;

import dev.berth.lease.Reservations;
import io.quarkus.logging.Log;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Singleton;

/** Runs passes and sweeps on a timer. The only class here that knows there is one. */
@Singleton
class WatchdogTimer {

  private final Watchdog watchdog;
  private final Sweep sweep;
  private final EngineEvents events;
  private final GpuSurvey gpus;
  private final Reservations reservations;
  private final Rounds rounds;
  private final DatabaseSight database;

  WatchdogTimer(
      Watchdog watchdog,
      Sweep sweep,
      EngineEvents events,
      GpuSurvey gpus,
      Reservations reservations,
      Rounds rounds,
      DatabaseSight database) {
    this.reservations = reservations;
    this.gpus = gpus;
    this.rounds = rounds;
    this.database = database;
    this.watchdog = watchdog;
    this.sweep = sweep;
    this.events = events;
  }

  @Scheduled(every = "${berth.watchdog.every:2s}", concurrentExecution = ConcurrentExecution.SKIP)
  @RunOnVirtualThread
  void pass() {
    quietly("new round of looks", rounds.keys::newRound);
    quietly(
        "pass",
        () -> {
          watchdog.pass();
          database.answered();
        });
    events.ensureSubscribed();
  }

  @Scheduled(
      every = "${berth.watchdog.sweep-every:30s}",
      concurrentExecution = ConcurrentExecution.SKIP)
  @RunOnVirtualThread
  void sweep() {
    quietly("sweep", sweep::run);
  }

  /** Often, for it decides itself when to look; what is due in the queue starts soon then. */
  @Scheduled(every = "${berth.watchdog.every:2s}", concurrentExecution = ConcurrentExecution.SKIP)
  @RunOnVirtualThread
  void gpus() {
    quietly("look at the GPUs", gpus::pass);
  }

  @Scheduled(every = "${berth.watchdog.every:2s}", concurrentExecution = ConcurrentExecution.SKIP)
  @RunOnVirtualThread
  void reservations() {
    quietly("reservations", reservations::settle);
  }

  /** Often, for the database knows what is due. Workspaces that hang hold up nothing else. */
  @Scheduled(every = "${berth.watchdog.every:2s}", concurrentExecution = ConcurrentExecution.SKIP)
  @RunOnVirtualThread
  void watchGpus() {
    quietly("look into workspaces with GPUs", rounds.gpus::pass);
  }

  @Scheduled(every = "${berth.watchdog.every:2s}", concurrentExecution = ConcurrentExecution.SKIP)
  @RunOnVirtualThread
  void askSshServers() {
    quietly("ask SSH servers of workspaces", rounds.ssh::pass);
  }

  @Scheduled(every = "${berth.watchdog.every:2s}", concurrentExecution = ConcurrentExecution.SKIP)
  @RunOnVirtualThread
  void lookAtTheDisk() {
    quietly("look at the disk", rounds.disk::look);
  }

  /**
   * Often, for the database knows when it is time; a look that takes long holds up nothing else.
   */
  @Scheduled(every = "${berth.watchdog.every:2s}", concurrentExecution = ConcurrentExecution.SKIP)
  @RunOnVirtualThread
  void measureDisks() {
    quietly("measure the disk", rounds::disks);
  }

  @Scheduled(every = "${berth.watchdog.every:2s}", concurrentExecution = ConcurrentExecution.SKIP)
  @RunOnVirtualThread
  void lookForIdleWorkspaces() {
    quietly("look for idle workspaces", rounds.idle::pass);
  }

  /** A database that is away costs a line in all, not a stack trace every two seconds. */
  private void quietly(String what, Runnable work) {
    try {
      work.run();
    } catch (RuntimeException e) {
      if (!database.lost(e)) {
        Log.errorf(e, "%s not done, the next one tries again", what);
      }
    }
  }
}
