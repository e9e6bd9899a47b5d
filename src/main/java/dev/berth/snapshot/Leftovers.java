package dev.berth.snapshot;

import dev.berth.engine.EngineException;
import dev.berth.engine.OwnImages;
import dev.berth.engine.model.OwnImage;
import dev.berth.image.Images;
import dev.berth.image.OldImages;
import dev.berth.kernel.ImageRef;
import io.quarkus.logging.Log;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.regex.Pattern;

/**
 * Images of snapshots that came to nothing or were removed. Looks for them only where there may be
 * some, for a list of all images and containers costs something.
 */
@Singleton
public class Leftovers {

  /** On its way, without its secrets, and baked. */
  private static final Pattern OURS = Pattern.compile("berth-[^/]+(-taken/|-snapshots/|/own:).+");

  private static final String ID = "sha256:";

  /** While a container uses one, or one may come still. */
  private static final Duration PAUSE = Duration.ofMinutes(2);

  /** While something is being made, or went. */
  private static final Duration SOON = Duration.ofSeconds(10);

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

  /** There may be some. */
  void look() {
    next = Instant.MIN;
  }

  /** There may be some, now or in a while. */
  void lookForLong() {
    look();
    until = clock.instant().plus(LATE);
  }

  /** Removes what no entry of the catalogue names, once nothing is on its way. */
  public void sweep() throws EngineException {
    if (catalogue.endAbandoned() > 0) {
      lookForLong();
    }
    if (clock.instant().isBefore(next)) {
      return;
    }
    // Before anything is looked at: whoever says so meanwhile has it looked at again.
    next = clock.instant().isBefore(until) ? clock.instant().plus(PAUSE) : Instant.MAX;
    boolean isDone = false;
    try {
      removeAll();
      isDone = true;
    } finally {
      if (!isDone) {
        look();
      }
    }
  }

  private void removeAll() throws EngineException {
    // Images before the catalogue: what is made in between is not seen.
    var images = engine.list();
    var old = OldImages.among(images, catalogue.list()).orElse(null);
    if (old == null) {
      next = clock.instant().plus(SOON);
      return;
    }
    var left = old.stream().filter(Leftovers::isOurs).toList();
    long removed =
        left.stream().filter(image -> !image.used()).filter(it -> remove(it.image())).count();
    if (removed > 0) {
      // Another one may have been made from it.
      next = clock.instant().plus(SOON);
    } else if (!left.isEmpty()) {
      next = clock.instant().plus(PAUSE);
    }
  }

  /** Also what a baking has left that was broken off: it keeps all layers of what it began with. */
  private static boolean isOurs(OwnImage image) {
    String name = image.image().value();
    return name.startsWith(ID) || OURS.matcher(name).matches();
  }

  /** At once, if nothing uses it; says whether it did. */
  boolean remove(ImageRef image) {
    try {
      engine.remove(image);
      return true;
    } catch (EngineException e) {
      next = clock.instant().plus(PAUSE);
      Log.debugf("image %s stays: %s", image, e.getMessage());
      return false;
    }
  }
}
