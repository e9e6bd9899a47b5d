package dev.berth.disk;

import dev.berth.disk.model.Room;
import dev.berth.engine.ContainerEngine;
import dev.berth.engine.EngineException;
import dev.berth.kernel.ByteSize;
import dev.berth.kernel.ClockSkew;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * Watches the disk that holds the engine's data. An engine whose disk is full breaks what runs; so
 * nothing new starts before that. Whatever gives room back is never kept from happening.
 */
@Singleton
public final class DiskGuard {

  private static final String OFF = "off";

  /** The engine may be started again with its data elsewhere. */
  private static final Duration ASK_AGAIN = Duration.ofMinutes(1);

  private final ContainerEngine engine;
  private final Optional<ByteSize> leastFree;
  private final Optional<Path> configured;
  private final InstantSource clock;
  private volatile Seen seen =
      new Seen(Optional.empty(), new Room.Unknown("nobody has looked yet"));
  private Place place = new Place(Optional.empty(), "nobody has looked yet");
  private Instant askAgainAt = Instant.MIN;

  public DiskGuard(
      ContainerEngine engine, DiskConfig config, MeterRegistry registry, InstantSource clock) {
    this.engine = engine;
    this.leastFree = leastFree(config);
    this.configured = config.path().map(Path::of);
    this.clock = clock;
    Gauge.builder("berth.disk.free", this, DiskGuard::freeBytes)
        .baseUnit("bytes")
        .description("Free on the disk that holds the engine's data")
        .register(registry);
    Gauge.builder("berth.disk.low", this, guard -> guard.low().isPresent() ? 1 : 0)
        .description("Whether nothing new starts for want of room on the disk")
        .register(registry);
  }

  /**
   * What the last look came to.
   *
   * @param path where was looked; empty where that is not known
   */
  public record Seen(Optional<Path> path, Room room) {}

  /** Where to look, or why nowhere. */
  private record Place(Optional<Path> path, String why) {}

  /** What must be free; empty for nothing. */
  static Optional<ByteSize> leastFree(DiskConfig config) {
    return config.leastFree().equals(OFF) ? Optional.empty() : ByteSize.parse(config.leastFree());
  }

  /** Costs one system call. Not to be run twice at once. */
  public void look() {
    var before = seen;
    var now =
        leastFree
            .map(least -> look(before, least))
            .orElseGet(
                () -> new Seen(Optional.empty(), new Room.Unknown("berth.disk.least-free is off")));
    seen = now;
    tell(before.room(), now);
  }

  private Seen look(Seen before, ByteSize least) {
    place = place();
    return place
        .path()
        .map(path -> new Seen(place.path(), look(path, before.room(), least)))
        .orElseGet(() -> new Seen(Optional.empty(), new Room.Unknown(place.why())));
  }

  private static Room look(Path path, Room before, ByteSize least) {
    try {
      var disk = Files.getFileStore(path);
      return Room.of(before, new Room.Space(disk.getTotalSpace(), disk.getUsableSpace()), least);
    } catch (IOException e) {
      // What was known of it is the best guess.
      return before instanceof Room.Unknown
          ? new Room.Unknown(path + " can't be looked at: " + e.getMessage())
          : before;
    }
  }

  private Place place() {
    if (configured.isPresent()) {
      return new Place(configured, "");
    }
    var now = clock.instant();
    if (now.isBefore(askAgainAt) && !ClockSkew.isAhead(askAgainAt, now)) {
      return place;
    }
    askAgainAt = now.plus(ASK_AGAIN); // Whatever comes of it: each time costs the engine two calls.
    try {
      return engine
          .info()
          .dataDirectory()
          .map(DiskGuard::place)
          .orElseGet(
              () ->
                  new Place(
                      Optional.empty(),
                      "the engine is on another machine; berth.disk.path may name a directory of its disk"));
    } catch (EngineException e) {
      return place.path().isPresent()
          ? place
          : new Place(Optional.empty(), "the engine does not say where its data is");
    }
  }

  private static Place place(String directory) {
    var path = Path.of(directory);
    return Files.isDirectory(path)
        ? new Place(Optional.of(path), "")
        : new Place(
            Optional.empty(),
            "the engine's "
                + directory
                + " is not seen from here; berth.disk.path may name a directory of its disk");
  }

  /** One line for each change, not one for each look. */
  private static void tell(Room before, Seen now) {
    switch (now.room()) {
      case Room.Low low -> {
        if (!(before instanceof Room.Low)) {
          Log.warnf("%s (%s)", low.detail(), now.path().orElseThrow());
        }
      }
      case Room.Enough _ -> {
        if (before instanceof Room.Low) {
          Log.infof("there is room again on the disk of %s", now.path().orElseThrow());
        }
      }
      case Room.Unknown unknown -> {
        if (!unknown.equals(before)) {
          Log.infof("the disk of the engine's data is not watched: %s", unknown.why());
        }
      }
    }
  }

  public Seen seen() {
    return seen;
  }

  /** Why nothing new may start; empty where it may, or where nothing is known. */
  public Optional<Room.Low> low() {
    return seen.room() instanceof Room.Low low ? Optional.of(low) : Optional.empty();
  }

  private double freeBytes() {
    return switch (seen.room()) {
      case Room.Enough(var space) -> space.freeBytes();
      case Room.Low(var space, _) -> space.freeBytes();
      case Room.Unknown _ -> Double.NaN;
    };
  }
}
