package dev.berth.watchdog;

import dev.berth.database.DatabaseFailure;
import io.quarkus.logging.Log;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicBoolean;

/** Whether the database answered lately, so that the log tells of an outage once. */
@Singleton
class DatabaseSight {

  private final AtomicBoolean away = new AtomicBoolean();

  /** True where a failure came of a database that does not answer: then it has been told. */
  boolean lost(RuntimeException failure) {
    if (!DatabaseFailure.isUnavailable(failure)) {
      return false;
    }
    if (away.compareAndSet(false, true)) {
      Log.errorf("the database does not answer; trying again until it does: %s", failure);
    }
    return true;
  }

  void answered() {
    if (away.compareAndSet(true, false)) {
      Log.info("the database answers again");
    }
  }
}
