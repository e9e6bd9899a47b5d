package dev.berth.api;

import dev.berth.engine.ContainerEngine;
import dev.berth.engine.EngineException;
import dev.berth.kernel.ByteSize;
import dev.berth.plan.PlanConfig;
import jakarta.inject.Singleton;

/**
 * The largest workspace the node can hold. Asked of the engine until it has answered once; an
 * engine that is away must not keep requests from being accepted.
 */
@Singleton
class NodeLimits {

  private final ContainerEngine engine;
  private final ByteSize planMemory;
  private volatile Limits known = new Limits(0, new ByteSize(1));

  NodeLimits(ContainerEngine engine, PlanConfig plan) {
    this.engine = engine;
    this.planMemory =
        ByteSize.parse(plan.maxMemory())
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "berth.plan.max-memory must be a size like 64g, not " + plan.maxMemory()));
  }

  record Limits(int cpus, ByteSize memory) {}

  Limits limits() {
    if (known.cpus() == 0) {
      try {
        var info = engine.info();
        var has = info.memory().roundedDown();
        var memory = has.compareTo(planMemory) < 0 ? has : planMemory;
        known = new Limits(info.cpus(), memory);
      } catch (EngineException _) {
        return new Limits(Runtime.getRuntime().availableProcessors(), planMemory);
      }
    }
    return known;
  }
}
