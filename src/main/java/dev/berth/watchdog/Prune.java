package dev.berth.watchdog;

import dev.berth.audit.Audit;
import dev.berth.engine.EngineException;
import dev.berth.engine.OwnImages;
import dev.berth.engine.model.KeptImage;
import dev.berth.engine.model.ObservedContainer;
import dev.berth.engine.model.OwnImage;
import dev.berth.image.Images;
import dev.berth.image.OldImages;
import dev.berth.kernel.LeaseId;
import dev.berth.watchdog.model.Leftover;
import dev.berth.watchdog.model.Leftover.Fate;
import dev.berth.watchdog.model.Leftover.Kind;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What a {@link Sweep} removes, at once, and old images with it. Nothing without the installation's
 * label, and no volume, is looked at.
 */
@Singleton
public class Prune {

  /** Things that one call looks at. */
  public static final int MOST = 1_000;

  private static final String ON_ENGINE = "engine";

  private final Strays strays;
  private final Links links;
  private final Copies copies;
  private final OwnImages images;
  private final Images catalogue;
  private final Audit audit;
  private final WatchdogMetrics metrics;
  private final ReentrantLock running = new ReentrantLock();

  Prune(
      Strays strays,
      Links links,
      Copies copies,
      OwnImages images,
      Images catalogue,
      Audit audit,
      WatchdogMetrics metrics) {
    this.strays = strays;
    this.links = links;
    this.copies = copies;
    this.images = images;
    this.catalogue = catalogue;
    this.audit = audit;
    this.metrics = metrics;
  }

  /** A leftover and how to be rid of it. */
  private record Found(Leftover what, Removal removal) {}

  /** Says why something stays, where it does. */
  @FunctionalInterface
  private interface Removal {
    Optional<String> run() throws EngineException;
  }

  /** What is there to remove. Sizes are told; nothing is changed. */
  public List<Leftover> look() throws EngineException {
    return find().stream().map(Found::what).toList();
  }

  /**
   * Removes it, and tells what became of each. One whose removal is refused keeps no other.
   *
   * @return empty while another call does so
   */
  public Optional<List<Leftover>> run(String actor) throws EngineException {
    if (!running.tryLock()) {
      return Optional.empty();
    }
    try {
      var found = find();
      audit.record(actor, "prune", ON_ENGINE, summary(found));
      List<Leftover> done = new ArrayList<>();
      for (var each : found) {
        done.add(each.what().fate() == Fate.REMOVABLE ? remove(each) : each.what());
      }
      return Optional.of(List.copyOf(done));
    } finally {
      running.unlock();
    }
  }

  private Leftover remove(Found found) throws EngineException {
    var done =
        refusal(found)
            .map(why -> found.what().with(Fate.STAYS, why))
            .orElseGet(() -> found.what().with(Fate.REMOVED, ""));
    metrics.pruned(done);
    return done;
  }

  private static Optional<String> refusal(Found found) throws EngineException {
    try {
      return found.removal().run();
    } catch (EngineException.Unavailable e) {
      throw e;
    } catch (EngineException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private static String summary(List<Found> found) {
    return found.stream()
        .filter(each -> each.what().fate() == Fate.REMOVABLE)
        .collect(Collectors.groupingBy(each -> each.what().kind(), Collectors.counting()))
        .entrySet()
        .stream()
        .map(kind -> kind.getKey() + " " + kind.getValue())
        .sorted()
        .collect(Collectors.joining(", "));
  }

  private List<Found> find() throws EngineException {
    // Images before the catalogue, and all of it before anything is removed.
    var own = images.list();
    List<Found> found = new ArrayList<>(containers());
    for (String owner : links.unused()) {
      found.add(
          new Found(
              leftover(Kind.NETWORK, owner, OptionalLong.empty()),
              () -> {
                links.remove(owner);
                return Optional.empty();
              }));
    }
    var sizes =
        own.stream()
            .collect(Collectors.toMap(OwnImage::image, OwnImage::bytes, (one, same) -> one));
    for (KeptImage kept : copies.unneeded()) {
      Long bytes = sizes.get(kept.image());
      var size = bytes == null ? OptionalLong.empty() : OptionalLong.of(bytes);
      found.add(
          new Found(
              new Leftover(
                  Kind.COPY,
                  kept.image().value(),
                  Optional.of(kept.lease()),
                  size,
                  Fate.REMOVABLE,
                  ""),
              () -> copies.remove(kept)));
    }
    for (OwnImage old : old(own)) {
      found.add(
          new Found(
              leftover(Kind.IMAGE, old.image().value(), OptionalLong.of(old.bytes())),
              () -> {
                images.remove(old.image());
                return Optional.empty();
              }));
    }
    return found.size() > MOST ? found.subList(0, MOST) : found;
  }

  private List<Found> containers() throws EngineException {
    var seen = strays.look();
    var orphans = seen.orphans();
    Set<String> twice = Set.copyOf(strays.seenBefore(orphans));
    Map<String, ObservedContainer> byName =
        seen.containers().stream()
            .collect(
                Collectors.toMap(ObservedContainer::name, Function.identity(), (one, same) -> one));
    List<Found> found = new ArrayList<>();
    for (String name : orphans) {
      var container = byName.get(name);
      var lease = container == null ? Optional.<LeaseId>empty() : container.lease();
      boolean isSure = twice.contains(name);
      found.add(
          new Found(
              new Leftover(
                  Kind.CONTAINER,
                  name,
                  lease,
                  OptionalLong.empty(),
                  isSure ? Fate.REMOVABLE : Fate.WAITING,
                  isSure ? "" : "seen for the first time; the sweep after the next one removes it"),
              () -> strays.remove(name)));
    }
    return found;
  }

  private List<OwnImage> old(List<OwnImage> own) {
    return OldImages.among(own, catalogue.list()).stream()
        .flatMap(List::stream)
        .filter(image -> !image.used())
        .toList();
  }

  private static Leftover leftover(Kind kind, String name, OptionalLong bytes) {
    return new Leftover(kind, name, Optional.empty(), bytes, Fate.REMOVABLE, "");
  }
}
