package dev.berth.watchdog;

import dev.berth.engine.ContainerEngine;
import dev.berth.engine.EngineException;
import dev.berth.engine.model.EngineEvent;
import dev.berth.lease.Nudge;
import io.quarkus.logging.Log;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Nudges leases whose containers the engine tells something of. Lost events only cost time, but for
 * those of a lack of memory, which nobody is told of then.
 */
@Singleton
class EngineEvents {

  private final ContainerEngine engine;
  private final Nudge nudge;
  private final OutOfMemory outOfMemory;
  private volatile @Nullable Subscription current;

  /** One that broke says so itself, however early: it must not undo its successor. */
  private record Subscription(AutoCloseable open, AtomicBoolean broken) {}

  EngineEvents(ContainerEngine engine, Nudge nudge, OutOfMemory outOfMemory) {
    this.engine = engine;
    this.nudge = nudge;
    this.outOfMemory = outOfMemory;
  }

  /** Subscribes, unless it is. Called in turn with itself only. */
  void ensureSubscribed() {
    var subscription = current;
    if (subscription != null && !subscription.broken.get()) {
      return;
    }
    var broken = new AtomicBoolean();
    try {
      current = new Subscription(engine.subscribe(this::take, () -> broken.set(true)), broken);
    } catch (EngineException e) {
      Log.debugf("no events from the engine: %s", e.getMessage());
    }
  }

  private void take(EngineEvent event) {
    if (event.isOutOfMemory()) {
      outOfMemory.noticed(event.lease());
    }
    nudge.lease(event.lease());
  }

  @PreDestroy
  void close() throws Exception {
    var subscription = current;
    if (subscription != null) {
      subscription.open.close();
    }
  }
}
