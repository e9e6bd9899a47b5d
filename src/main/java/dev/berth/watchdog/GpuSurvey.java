package dev.berth.watchdog;

import dev.berth.engine.EngineException;
import dev.berth.engine.GpuEngine;
import dev.berth.engine.ImageEngine;
import dev.berth.engine.model.GpuReport;
import dev.berth.gpu.Gpus;
import dev.berth.gpu.model.Findings;
import dev.berth.gpu.model.FoundGpu;
import dev.berth.gpu.model.KnownGpu;
import dev.berth.kernel.ImageRef;
import dev.berth.lease.LeaseQueue;
import dev.berth.lease.Nudge;
import dev.berth.usage.Usage;
import io.quarkus.logging.Log;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Looks at the GPUs from time to time, and at once when some were given back; then sees whose turn
 * it is in the queue. What can't be observed changes nothing.
 */
@Singleton
class GpuSurvey {

  /** Where the engine gives nobody a GPU: it learns to only when it is started again. */
  private static final Duration RARELY = Duration.ofMinutes(10);

  /** While something is left on a GPU that its lease gave back. */
  private static final Duration SOON = Duration.ofSeconds(5);

  /** Longer than so many pauses, no probe stands for what was before it. */
  private static final int MISSED_PROBES = 3;

  private final GpuEngine engine;
  private final Gpus gpus;
  private final Usage usage;
  private final LeaseQueue queue;
  private final Nudge nudge;
  private final WatchdogMetrics metrics;
  private final Rhythm rhythm;
  private final InstantSource clock;
  private volatile Instant due = Instant.MIN;
  private String lastTrouble = "";

  /** Where it is written what was found. */
  record Books(Gpus gpus, Usage usage) {}

  /** How often is looked, and from which image, which is pulled where it is not there. */
  record Rhythm(Duration every, ImageRef image, ImageEngine images) {}

  GpuSurvey(
      GpuEngine engine,
      Books books,
      LeaseQueue queue,
      Nudge nudge,
      WatchdogMetrics metrics,
      Rhythm rhythm,
      InstantSource clock) {
    this.engine = engine;
    this.gpus = books.gpus();
    this.usage = books.usage();
    this.queue = queue;
    this.nudge = nudge;
    this.metrics = metrics;
    this.rhythm = rhythm;
    this.clock = clock;
  }

  /** Looks if it is time to, and lets start whose turn it is. Not to be run twice at once. */
  void pass() {
    var now = clock.instant();
    // Those given back since the last pass; by whichever replica.
    boolean dirty = !dirty(gpus.list()).isEmpty();
    if (!now.isBefore(due) || (dirty && !now.isBefore(due.minus(rhythm.every()).plus(SOON)))) {
      due = now.plus(look(now));
    }
    queue.advance().forEach(lease -> nudge.lease(lease.id()));
  }

  /** Answers in how long to look again. */
  private Duration look(Instant now) {
    var known = gpus.list();
    var before = dirty(known).stream().map(gpu -> gpu.gpu().id()).collect(Collectors.toSet());
    try {
      return switch (engine.probe(rhythm.image())) {
        case GpuReport.Seen seen -> {
          metrics.probed("seen");
          trouble("");
          var found = Findings.of(seen);
          gpus.found(found, before, now).forEach(this::quarantined);
          usage.probed(known, found, now, rhythm.every().multipliedBy(MISSED_PROBES));
          metrics.count(gpus.list());
          yield rhythm.every();
        }
        case GpuReport.Unsupported(var text) -> {
          metrics.probed("no-support");
          trouble("no GPU can be given to containers: " + text);
          gpus.found(List.of(), before, now);
          yield gpus.list().isEmpty() ? RARELY : rhythm.every();
        }
        case GpuReport.Failed(var text) -> failed(text);
        case GpuReport.NoAnswer(var limit) -> failed("no answer within " + limit);
      };
    } catch (EngineException.ImageMissing _) {
      return pull();
    } catch (EngineException e) {
      return failed(String.valueOf(e.getMessage()));
    }
  }

  /** No lease pulls it while all wait for GPUs that nobody has looked for. */
  private Duration pull() {
    try {
      rhythm.images().pull(rhythm.image(), _ -> {});
      return Duration.ZERO;
    } catch (EngineException e) {
      return failed(rhythm.image() + " can't be pulled: " + e.getMessage());
    }
  }

  private Duration failed(String text) {
    metrics.probed("failed");
    trouble("the GPUs can't be looked at, nothing is concluded: " + text);
    return rhythm.every();
  }

  private void quarantined(FoundGpu found) {
    metrics.gpuFault();
    Log.warnf("GPU %s is quarantined: %s", found.gpu().id(), found.fault().orElse(""));
  }

  /** One line in all, not one for each look. */
  private void trouble(String text) {
    if (!text.isEmpty() && !text.equals(lastTrouble)) {
      Log.info(text);
    }
    lastTrouble = text;
  }

  private static List<KnownGpu> dirty(List<KnownGpu> known) {
    return known.stream().filter(gpu -> gpu.state() == KnownGpu.State.DIRTY).toList();
  }
}
