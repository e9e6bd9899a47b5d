package dev.berth.watchdog;

import dev.berth.engine.EngineException;
import dev.berth.gpu.model.KnownGpu;
import dev.berth.gpu.model.LossKind;
import dev.berth.lease.model.LeaseState;
import dev.berth.watchdog.model.Action;
import dev.berth.watchdog.model.Leftover;
import dev.berth.watchdog.model.Outcome;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** What the watchdog does, counted and timed. */
@Singleton
class WatchdogMetrics {

  private final MeterRegistry registry;
  private final MultiGauge leases;
  private final MultiGauge gpus;

  WatchdogMetrics(MeterRegistry registry) {
    this.registry = registry;
    this.gpus = MultiGauge.builder("berth.gpus").description("GPUs by state").register(registry);
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
          case Action.Advance _ -> "advance";
          case Action.BringUp _ -> "bring-up";
          case Action.Stop _ -> "stop";
          case Action.Remove _ -> "remove";
          case Action.Adjust _ -> "adjust";
          case Action.Renew _ -> "renew";
          case Action.Wait _ -> "wait";
          case Action.Rest _ -> "rest";
        };
    registry.counter("berth.watchdog.actions", "action", kind).increment();
  }

  void gpuFault() {
    registry.counter("berth.gpu.faults").increment();
  }

  void gpusLost(LossKind kind) {
    registry.counter("berth.gpu.losses", "kind", kind.word()).increment();
  }

  void xid(int code) {
    registry.counter("berth.gpu.xids", "xid", Integer.toString(code)).increment();
  }

  void probed(String result) {
    registry.counter("berth.gpu.probes", "result", result).increment();
  }

  void count(List<KnownGpu> known) {
    Map<KnownGpu.State, Long> counts = new EnumMap<>(KnownGpu.State.class);
    known.forEach(gpu -> counts.merge(gpu.state(), 1L, Long::sum));
    List<MultiGauge.Row<?>> rows =
        Stream.of(KnownGpu.State.values())
            .<MultiGauge.Row<?>>map(
                state ->
                    MultiGauge.Row.of(
                        Tags.of("state", state.name().toLowerCase(Locale.ROOT)),
                        counts.getOrDefault(state, 0L)))
            .toList();
    gpus.register(rows, true);
  }

  void recreated() {
    registry.counter("berth.recreations").increment();
  }

  void asked(Reachability.Answer answer) {
    String result = answer.name().toLowerCase(Locale.ROOT).replace('_', '-');
    registry.counter("berth.ssh.probes", "answer", result).increment();
  }

  void restartedSshd(String result) {
    registry.counter("berth.sshd.restarts", "result", result).increment();
  }

  void lookedForUse(String result) {
    registry.counter("berth.idle.looks", "result", result).increment();
  }

  void stoppedIdle() {
    registry.counter("berth.idle.stops").increment();
  }

  void outOfMemory() {
    registry.counter("berth.out.of.memory").increment();
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

  void count(Collection<LeaseState> live) {
    List<MultiGauge.Row<?>> rows =
        LeaseState.count(live).entrySet().stream()
            .<MultiGauge.Row<?>>map(
                entry -> MultiGauge.Row.of(Tags.of("state", entry.getKey()), entry.getValue()))
            .toList();
    leases.register(rows, true);
  }
}
