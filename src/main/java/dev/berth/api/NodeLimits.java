package dev.berth.api;

import dev.berth.engine.ContainerEngine;
import dev.berth.engine.EngineException;
import dev.berth.kernel.ByteSize;
import dev.berth.plan.PlanConfig;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The largest workspace the node can hold. The engine is asked in the background, at the start and
 * then until it has answered once: one that is away or frozen must not keep requests waiting.
 */
@Singleton
class NodeLimits {

  private final ContainerEngine engine;
  private final ExecutorService threads;
  private final ByteSize planMemory;
  private final AtomicBoolean asking = new AtomicBoolean();
  private volatile Limits known = new Limits(0, new ByteSize(1), true);

  NodeLimits(
      ContainerEngine engine, PlanConfig plan, @Named("background") ExecutorService threads) {
    this.engine = engine;
    this.threads = threads;
    this.planMemory =
        ByteSize.parse(plan.maxMemory())
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "berth.plan.max-memory must be a size like 64g, not " + plan.maxMemory()));
  }

  /**
   * What there is.
   *
   * @param limitsDisk whether a workspace can be held to a part of the disk
   */
  record Limits(int cpus, ByteSize memory, boolean limitsDisk) {}

  void atStart(@Observes StartupEvent start) {
    askUnlessKnown();
  }

  /** What the engine said; before that, what this process sees of its own machine. */
  Limits limits() {
    askUnlessKnown();
    var now = known;
    return now.cpus() == 0
        ? new Limits(Runtime.getRuntime().availableProcessors(), planMemory, now.limitsDisk())
        : now;
  }

  private void askUnlessKnown() {
    if (known.cpus() == 0 && asking.compareAndSet(false, true)) {
      threads.execute(this::ask);
    }
  }

  private void ask() {
    try {
      var info = engine.info();
      var has = info.memory().roundedDown();
      var memory = has.compareTo(planMemory) < 0 ? has : planMemory;
      known = new Limits(info.cpus(), memory, info.limitsDisk());
    } catch (EngineException _) {
      // Unknown still; the next request asks again.
    } finally {
      asking.set(false);
    }
  }
}
