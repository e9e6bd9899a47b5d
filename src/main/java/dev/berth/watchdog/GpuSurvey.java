package dev.berth.watchdog;

import dev.berth.engine.EngineException;
import dev.berth.engine.GpuEngine;
import dev.berth.engine.ImageEngine;
import dev.berth.engine.model.GpuReport;
import dev.berth.gpu.GpuConfig;
import dev.berth.gpu.GpuConfig.Discovery;
import dev.berth.gpu.GpuSettings;
import dev.berth.gpu.Gpus;
import dev.berth.gpu.ProbeStore;
import dev.berth.gpu.model.Findings;
import dev.berth.gpu.model.FoundGpu;
import dev.berth.gpu.model.KnownGpu;
import dev.berth.gpu.model.Probe;
import dev.berth.gpu.model.Reading;
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
import java.util.Optional;
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

  /** How long other replicas leave a look to one that took it; a crash costs this much time. */
  private static final Duration CLAIM = Duration.ofMinutes(1);

  private final GpuEngine engine;
  private final Gpus gpus;
  private final Usage usage;
  private final LeaseQueue queue;
  private final Nudge nudge;
  private final WatchdogMetrics metrics;
  private final Rhythm rhythm;
  private final InstantSource clock;
  private volatile Optional<Probe> last = Optional.empty();
  private Instant started = Instant.MAX;
  private String lastTrouble = "";

  /** Where it is written what was found. */
  record Books(Gpus gpus, Usage usage) {}

  /** How often is looked, who does it, and where the image comes from if it is not there. */
  record Rhythm(GpuConfig config, ProbeStore probes, ImageEngine images) {}

  /** What a look came to, and in how long to look again. */
  private record Look(Probe.Result result, String trouble, Duration next) {}

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

  /**
   * Looks if it is time to and no other replica does, and lets start whose turn it is. Not to be
   * run twice at once.
   */
  void pass() {
    var now = clock.instant();
    var until = now.plus(CLAIM);
    var known = gpus.list();
    metrics.count(known);
    if (rhythm.probes().claim(now, until, tooOldBefore(now, known))) {
      var look = look(now);
      metrics.probed(look.result().word());
      tell(look);
      rhythm
          .probes()
          .done(new Probe(now, look.result(), look.trouble()), until, now.plus(look.next()));
      metrics.count(gpus.list());
    }
    last = rhythm.probes().last();
    queue.advance().forEach(lease -> nudge.lease(lease.id()));
  }

  /** What the last look came to, whichever replica did it; as of the last pass. */
  Optional<Probe> last() {
    return last;
  }

  /** A new process looks for itself once: settings, driver or engine may have changed. */
  private Instant tooOldBefore(Instant now, List<KnownGpu> known) {
    started = started.isAfter(now) ? now : started;
    if (dirty(known).isEmpty()) {
      return started;
    }
    // Those given back since the last look; by whichever replica.
    var soon = isDeclared() ? now : now.minus(SOON);
    return soon.isAfter(started) ? soon : started;
  }

  private boolean isDeclared() {
    return rhythm.config().discovery() == Discovery.DECLARED;
  }

  private Look look(Instant now) {
    var known = gpus.list();
    var before = dirty(known).stream().map(gpu -> gpu.gpu().id()).collect(Collectors.toSet());
    var every = rhythm.config().probeEvery();
    if (isDeclared()) {
      gpus.found(declared(), before, now);
      return new Look(Probe.Result.DECLARED, "", every);
    }
    try {
      return switch (probe()) {
        case GpuReport.Seen seen -> {
          var found = Findings.of(seen, GpuSettings.cleanBelow(rhythm.config()));
          gpus.found(found, before, now).forEach(this::quarantined);
          usage.probed(known, found, now, every.multipliedBy(MISSED_PROBES));
          yield new Look(Probe.Result.SEEN, "", every);
        }
        case GpuReport.Unsupported(var text) -> {
          gpus.found(List.of(), before, now);
          yield new Look(
              Probe.Result.NO_SUPPORT,
              "no GPU can be given to containers: " + text,
              gpus.list().isEmpty() ? RARELY : every);
        }
        case GpuReport.Failed(var text) -> failed(text);
        case GpuReport.NoAnswer(var limit) -> failed("no answer within " + limit);
      };
    } catch (EngineException e) {
      return failed(String.valueOf(e.getMessage()));
    }
  }

  /** No lease pulls the image while all wait for GPUs that nobody has looked for. */
  private GpuReport probe() throws EngineException {
    var image = new ImageRef(rhythm.config().probeImage());
    try {
      return engine.probe(image);
    } catch (EngineException.ImageMissing _) {
      rhythm.images().pull(image, _ -> {});
      return engine.probe(image);
    }
  }

  private List<FoundGpu> declared() {
    return GpuSettings.declared(rhythm.config()).stream()
        .map(gpu -> new FoundGpu(gpu, new Reading(0, null, null, 0), Optional.empty()))
        .toList();
  }

  private Look failed(String text) {
    return new Look(
        Probe.Result.FAILED,
        "the GPUs can't be looked at, nothing is concluded: " + text,
        rhythm.config().probeEvery());
  }

  private void quarantined(FoundGpu found) {
    metrics.gpuFault();
    Log.warnf("GPU %s is quarantined: %s", found.gpu().id(), found.fault().orElse(""));
  }

  /** One line in all, not one for each look. */
  private void tell(Look look) {
    if (!look.trouble().isEmpty() && !look.trouble().equals(lastTrouble)) {
      Log.info(look.trouble());
    }
    lastTrouble = look.trouble();
  }

  private static List<KnownGpu> dirty(List<KnownGpu> known) {
    return known.stream().filter(gpu -> gpu.state() == KnownGpu.State.DIRTY).toList();
  }
}
