package dev.berth.watchdog;

import dev.berth.engine.EngineException;
import dev.berth.engine.GpuEngine;
import dev.berth.engine.model.VisibleGpus;
import dev.berth.gpu.Gpus;
import dev.berth.kernel.GpuId;
import dev.berth.lease.model.Lease;
import dev.berth.watchdog.model.Outcome;
import io.quarkus.logging.Log;
import jakarta.inject.Singleton;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Makes sure that a workspace that was just started has its own GPUs and no others. What the engine
 * was asked for proves nothing: only the workspace itself shows what it was given.
 */
@Singleton
class GpuCheck {

  private static final int MAX_TEXT = 300;

  private final GpuEngine engine;
  private final Gpus gpus;
  private final WatchdogMetrics metrics;

  GpuCheck(GpuEngine engine, Gpus gpus, WatchdogMetrics metrics) {
    this.engine = engine;
    this.gpus = gpus;
    this.metrics = metrics;
  }

  /** What is wrong; its GPUs that are at fault are quarantined then. */
  Optional<Outcome> fault(Lease lease) throws EngineException {
    if (!lease.holdsGpus()) {
      return Optional.empty();
    }
    try {
      return switch (engine.visibleGpus(lease.id())) {
        case VisibleGpus.Visible(var uuids) -> mismatch(lease, Set.copyOf(uuids));
        case VisibleGpus.Failed(var text) ->
            Optional.of(new Outcome.Trouble("nvidia-smi fails in the workspace: " + text));
        case VisibleGpus.NoAnswer(var limit) ->
            Optional.of(
                new Outcome.Trouble("nvidia-smi in the workspace did not answer in " + limit));
      };
    } catch (EngineException.Rejected e) {
      // It has ended already, which is looked into in its own place.
      return Optional.empty();
    }
  }

  private Optional<Outcome> mismatch(Lease lease, Set<String> seen) {
    var own =
        lease.gpus().stream().map(gpu -> gpu.id().device().value()).collect(Collectors.toSet());
    if (seen.equals(own)) {
      return Optional.empty();
    }
    // Whoever is root in there may have it say what she likes: of others' GPUs it proves nothing.
    own.stream()
        .filter(gpu -> !seen.contains(gpu))
        .forEach(
            gpu -> quarantine(gpu, "lease " + lease.id() + " did not see it, but saw " + seen));
    return Optional.of(
        new Outcome.Hopeless(
            "the workspace sees the GPUs " + seen + ", not its own " + own + hint()));
  }

  /** The engine could not give a workspace its GPUs. */
  Outcome failed(Lease lease, EngineException.GpuFailed e) {
    e.gpu()
        .filter(gpu -> lease.gpus().stream().anyMatch(own -> own.id().device().value().equals(gpu)))
        .ifPresent(gpu -> quarantine(gpu, String.valueOf(e.getMessage())));
    return new Outcome.Hopeless("a GPU does not work: " + e.getMessage() + hint());
  }

  /** What runs there unseen has the GPUs: nobody else may get them before an admin has ended it. */
  Outcome lost(Lease lease, EngineException.StillRuns e) {
    lease
        .gpus()
        .forEach(
            gpu ->
                quarantine(
                    gpu.id().value(),
                    "what lease " + lease.id() + " runs is lost to the engine, and has it still"));
    return new Outcome.Hopeless(
        "the engine was killed while it started this, and can't end what runs now; an admin must: "
            + e.getMessage());
  }

  private static String hint() {
    return "; start the lease again to have others";
  }

  private void quarantine(String gpu, String reason) {
    Log.warnf("GPU %s is quarantined: %s", gpu, reason);
    metrics.gpuFault();
    gpus.quarantine(
        "berth",
        new GpuId(gpu),
        reason.length() > MAX_TEXT ? reason.substring(0, MAX_TEXT) : reason);
  }
}
