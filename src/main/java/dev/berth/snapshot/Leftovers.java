package dev.berth.snapshot;

import dev.berth.engine.EngineException;
import dev.berth.engine.OwnImages;
import dev.berth.image.CatalogImage;
import dev.berth.image.Images;
import dev.berth.kernel.ImageRef;
import io.quarkus.logging.Log;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Images of snapshots that came to nothing or were removed. Looks for them only where there may be
 * some, for a list of all images and containers costs something.
 */
@Singleton
public class Leftovers {

  /** On its way, without its secrets, and baked. */
  private static final Pattern OURS = Pattern.compile("berth-[^/]+(-taken/|-snapshots/|/own:).+");

  /** While a container uses one, or one may come still. */
  private static final Duration PAUSE = Duration.ofMinutes(1);

  /** The engine may go on with what nobody waits for any more. */
  private static final Duration LATE = Duration.ofHours(1);

  private final OwnImages engine;
  private final Images catalogue;
  private final InstantSource clock;

  /** At first as well, for another Berth may have left some. */
  private volatile Instant next = Instant.MIN;

  private volatile Instant until = Instant.MIN;

  public Leftovers(OwnImages engine, Images catalogue, InstantSource clock) {
    this.engine = engine;
    this.catalogue = catalogue;
    this.clock = clock;
  }

  /** There may be some, now or in a while. */
  void look() {
    next = Instant.MIN;
    until = clock.instant().plus(LATE);
  }

  /** Removes what no entry of the catalogue names, once nothing is on its way. */
  public void sweep() throws EngineException {
    if (catalogue.endAbandoned() > 0) {
      look();
    }
    if (clock.instant().isBefore(next)) {
      return;
    }
    // Images before the catalogue: what is made in between is not seen.
    var images = engine.list();
    var entries = catalogue.list();
    if (entries.stream().noneMatch(CatalogImage::isOnItsWay)) {
      next = clock.instant().isBefore(until) ? clock.instant().plus(PAUSE) : Instant.MAX;
      var named = named(entries);
      for (var image : images) {
        if (OURS.matcher(image.image().value()).matches() && !named.contains(image.image())) {
          remove(image.image());
        }
      }
    }
  }

  private static Set<ImageRef> named(Collection<CatalogImage> entries) {
    return entries.stream()
        .flatMap(entry -> Stream.concat(Stream.of(entry.source()), entry.baked().stream()))
        .collect(Collectors.toSet());
  }

  /** At once, if nothing uses it. */
  void remove(ImageRef image) {
    try {
      engine.remove(image);
    } catch (EngineException e) {
      next = clock.instant().plus(PAUSE);
      Log.debugf("image %s stays: %s", image, e.getMessage());
    }
  }
}
