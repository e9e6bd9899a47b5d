package dev.berth.watchdog;

import dev.berth.engine.ContainerEngine;
import dev.berth.engine.EngineException;
import dev.berth.lease.Nudge;
import io.quarkus.logging.Log;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Nudges leases whose containers the engine tells something of. Lost events only cost time. */
@Singleton
class EngineEvents {

  private final ContainerEngine engine;
  private final Nudge nudge;
  private final AtomicReference<@Nullable AutoCloseable> subscription = new AtomicReference<>();

  EngineEvents(ContainerEngine engine, Nudge nudge) {
    this.engine = engine;
    this.nudge = nudge;
  }

  /** Subscribes, unless it is. Called in turn with itself only. */
  void ensureSubscribed() {
    if (subscription.get() != null) {
      return;
    }
    try {
      subscription.set(
          engine.subscribe(event -> nudge.lease(event.lease()), () -> subscription.set(null)));
    } catch (EngineException e) {
      Log.debugf("no events from the engine: %s", e.getMessage());
    }
  }

  @PreDestroy
  void close() throws Exception {
    var open = subscription.getAndSet(null);
    if (open != null) {
      open.close();
    }
  }
}
