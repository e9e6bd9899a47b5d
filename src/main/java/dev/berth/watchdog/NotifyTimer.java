package dev.berth.watchdog;

import dev.berth.notify.Deliveries;
import io.quarkus.logging.Log;
import io.quarkus.scheduler.Scheduled;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.inject.Singleton;

/**
 * Warns and delivers on a timer, each at its own pace: a slow mail server keeps no warning back.
 */
@Singleton
class NotifyTimer {

  private final Warnings warnings;
  private final Deliveries deliveries;
  private final DatabaseSight database;

  NotifyTimer(Warnings warnings, Deliveries deliveries, DatabaseSight database) {
    this.warnings = warnings;
    this.deliveries = deliveries;
    this.database = database;
  }

  @Scheduled(every = "${berth.watchdog.every:2s}", concurrentExecution = ConcurrentExecution.SKIP)
  @RunOnVirtualThread
  void warn() {
    quietly("warnings", warnings::pass);
  }

  @Scheduled(every = "${berth.watchdog.every:2s}", concurrentExecution = ConcurrentExecution.SKIP)
  @RunOnVirtualThread
  void deliver() {
    quietly("deliveries", deliveries::pass);
  }

  private void quietly(String what, Runnable work) {
    try {
      work.run();
    } catch (RuntimeException e) {
      if (!database.lost(e)) {
        Log.errorf(e, "%s not done, the next pass tries again", what);
      }
    }
  }
}
