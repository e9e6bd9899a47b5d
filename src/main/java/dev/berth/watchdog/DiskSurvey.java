package dev.berth.watchdog;

import dev.berth.disk.DiskConfig;
import dev.berth.disk.DiskStore;
import dev.berth.disk.DiskStore.Measured;
import dev.berth.disk.model.DiskItem.Kind;
import dev.berth.disk.model.Measuring;
import dev.berth.engine.DiskEngine;
import dev.berth.engine.EngineException;
import dev.berth.engine.model.DiskReport;
import dev.berth.engine.model.DiskReport.VolumeSize;
import dev.berth.image.Images;
import dev.berth.kernel.UserId;
import dev.berth.lease.LeaseStore;
import dev.berth.lease.model.Lease;
import dev.berth.volume.Volumes;
import io.quarkus.logging.Log;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Measures from time to time what users have written in workspaces, homes and volumes; one of all
 * replicas does. What can't be measured changes nothing.
 */
@Singleton
class DiskSurvey {

  /**
   * Beyond the engine's deadline others leave it to one for this long, to write down what was
   * measured; a crash costs both.
   */
  private static final Duration WRITING = Duration.ofMinutes(5);

  private final DiskEngine engine;
  private final Books books;
  private final DiskStore store;
  private final DiskConfig config;
  private final WatchdogMetrics metrics;
  private final InstantSource clock;

  /** Whose all of it is. */
  record Books(LeaseStore leases, Volumes volumes, Images images) {}

  DiskSurvey(
      DiskEngine engine,
      Books books,
      DiskStore store,
      DiskConfig config,
      WatchdogMetrics metrics,
      InstantSource clock) {
    this.engine = engine;
    this.books = books;
    this.store = store;
    this.config = config;
    this.metrics = metrics;
    this.clock = clock;
  }

  /**
   * Measures if it is time to and no other replica does.
   *
   * @return the pause after it; empty where nothing was measured
   */
  Optional<Duration> pass() {
    var begun = clock.instant();
    var until = begun.plus(engine.deadline()).plus(WRITING);
    if (!store.claim(begun, until, Measuring.longestPause(config.every(), engine.deadline()))) {
      return Optional.empty();
    }
    long start = System.nanoTime(); // The other clock may be set meanwhile.
    try {
      var things = things(engine.measure());
      var took = Duration.ofNanos(System.nanoTime() - start);
      var pause = pause(took);
      store.measured(things, until, begun, begun.plus(pause));
      metrics.measured(true, took);
      return Optional.of(pause);
    } catch (EngineException e) {
      var took = Duration.ofNanos(System.nanoTime() - start);
      String before = store.last().trouble();
      String why = String.valueOf(e.getMessage());
      store.failed(why, until, begun.plus(pause(took)));
      metrics.measured(false, took);
      if (before.isEmpty()) {
        Log.infof("the disk could not be measured, nothing is concluded: %s", why);
      }
      return Optional.empty();
    }
  }

  private Duration pause(Duration took) {
    return Measuring.pause(took, config.every(), engine.deadline());
  }

  private List<Measured> things(DiskReport report) {
    var layers =
        books.leases().liveAmong(List.copyOf(report.layers().keySet())).stream()
            .map(lease -> layer(lease, report));
    var own =
        books.images().ownSizes().stream()
            .map(it -> new Measured(Kind.IMAGE, it.name(), it.owner(), it.bytes()));
    return Stream.of(layers, report.volumes().stream().flatMap(this::volume), own)
        .flatMap(Function.identity())
        .toList();
  }

  private static Measured layer(Lease lease, DiskReport report) {
    return new Measured(
        Kind.LAYER,
        lease.id().value(),
        lease.owner(),
        report.layers().getOrDefault(lease.id(), 0L));
  }

  private Stream<Measured> volume(VolumeSize volume) {
    if (!UserId.isValid(volume.owner())) {
      return Stream.of();
    }
    var owner = new UserId(volume.owner());
    var kind =
        volume.name().equals(books.volumes().homeEngineName(owner)) ? Kind.HOME : Kind.VOLUME;
    return Stream.of(new Measured(kind, volume.name(), owner, volume.bytes()));
  }
}
