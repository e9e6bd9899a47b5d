package dev.berth.watchdog;

import dev.berth.engine.EngineException;
import dev.berth.lease.LeaseStore;
import dev.berth.watchdog.model.Action;
import dev.berth.watchdog.model.Leftover;
import dev.berth.watchdog.model.Outcome;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Locale;

/** What the watchdog does, counted and timed. */
@Singleton
class WatchdogMetrics {

  private final MeterRegistry registry;
  private final MultiGauge leases;

  WatchdogMetrics(MeterRegistry registry) {
    this.registry = registry;
    this.leases =
        MultiGauge.builder("berth.leases").description("Live leases by state").register(registry);
  }

  /** An attempt that can fail in the ways of the engine. */
  @FunctionalInterface
  interface Attempt {
    Outcome run() throws EngineException.Unavailable, InterruptedException;
  }

  void did(Action action) {
    String kind =
        switch (action) {
          case Action.Move(var to) -> "move-" + to.word();
          case Action.BringUp _ -> "bring-up";
          case Action.Stop _ -> "stop";
          case Action.Remove _ -> "remove";
          case Action.Adjust _ -> "adjust";
          case Action.Rest _ -> "rest";
        };
    registry.counter("berth.watchdog.actions", "action", kind).increment();
  }

  void recreated() {
    registry.counter("berth.recreations").increment();
  }

  void removedOrphan() {
    registry.counter("berth.watchdog.orphans.removed").increment();
  }

  void pruned(Leftover what) {
    String kind = what.kind().name().toLowerCase(Locale.ROOT);
    String result = what.fate().name().toLowerCase(Locale.ROOT);
    registry.counter("berth.prune", "kind", kind, "result", result).increment();
  }

  void failed() {
    registry.counter("berth.watchdog.failures").increment();
  }

  /** Times bring-ups that end, those that wait for a baking or were broken off left out. */
  Outcome timed(Attempt attempt) throws EngineException.Unavailable, InterruptedException {
    var sample = Timer.start(registry);
    var outcome = attempt.run();
    if (!(outcome instanceof Outcome.Waiting || outcome instanceof Outcome.Overtaken)) {
      String result = outcome instanceof Outcome.Up ? "up" : "trouble";
      sample.stop(registry.timer("berth.bring.up", "result", result));
    }
    return outcome;
  }

  void count(LeaseStore store) {
    List<MultiGauge.Row<?>> rows =
        store.countByState().entrySet().stream()
            .<MultiGauge.Row<?>>map(
                entry -> MultiGauge.Row.of(Tags.of("state", entry.getKey()), entry.getValue()))
            .toList();
    leases.register(rows, true);
  }
}
