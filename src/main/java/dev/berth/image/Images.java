package dev.berth.image;

import dev.berth.audit.Audit;
import dev.berth.engine.EngineException;
import dev.berth.image.CatalogImage.State;
import dev.berth.image.ImageStore.Begun;
import dev.berth.image.ImageStore.NewSnapshot;
import dev.berth.image.ImageStore.OwnSize;
import dev.berth.kernel.ClockSkew;
import dev.berth.kernel.ImageRef;
import dev.berth.kernel.LeaseId;
import dev.berth.kernel.UserId;
import dev.berth.workspace.Recipe;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The catalogue: what may be asked for, and whether a workspace can start from it. */
@Singleton
public class Images {

  private final ImageStore store;
  private final Baker baker;
  private final Audit audit;
  private final InstantSource clock;
  private final Duration retryAfter;
  private final Map<String, String> seeds;

  public Images(
      ImageStore store, Baker baker, Audit audit, InstantSource clock, ImageConfig config) {
    this.store = store;
    this.baker = baker;
    this.audit = audit;
    this.clock = clock;
    this.retryAfter = config.retryAfter();
    this.seeds = config.catalogue();
  }

  /** Adds the entries of the configuration that are missing. */
  public void seed() {
    seeds.forEach((name, source) -> store.add(name, new ImageRef(source), clock.instant()));
  }

  /** Adds an entry; false where the name is taken. */
  public boolean add(String actor, String name, ImageRef source) {
    return audit.together(
        () -> {
          boolean added = store.add(name, source, clock.instant());
          if (added) {
            audit.record(actor, "image.add", name, "source " + source);
          }
          return added;
        });
  }

  /** Takes an entry out of the catalogue. Workspaces made from it go on. */
  public boolean remove(String actor, String name) {
    return audit.together(
        () -> {
          boolean removed = store.remove(name);
          if (removed) {
            audit.record(actor, "image.remove", name, "");
          }
          return removed;
        });
  }

  public Optional<CatalogImage> find(String name) {
    return store.find(name);
  }

  /** All there are. */
  public List<CatalogImage> list() {
    return store.list();
  }

  /** Those that a user can see. */
  public List<CatalogImage> list(UserId user) {
    return store.list(user);
  }

  /** One that a user can see; under its plain name if it is an own one of hers. */
  public Optional<CatalogImage> find(String name, UserId user) {
    return store
        .find(name)
        .filter(image -> image.isVisibleTo(user))
        .or(() -> store.find(CatalogImage.nameOf(user, name)));
  }

  /** Those that were made of a lease. */
  public List<CatalogImage> madeOf(LeaseId lease) {
    return store.madeOf(lease);
  }

  /** What users' own images take of the disk. */
  public List<OwnSize> ownSizes() {
    return store.ownSizes();
  }

  /**
   * Bytes that an image takes beside the one of the catalogue that its workspace began with: all of
   * it where that is gone, for then nobody else needs it.
   *
   * @param from name of the image that the workspace was made from, which may be an own one
   */
  public long ownBytes(ImageRef image, String from) throws EngineException {
    var base = store.find(from);
    long before = base.isPresent() ? baker.size(base.get()) : 0;
    long more =
        store.ownSizes().stream()
            .filter(own -> own.name().equals(from))
            .mapToLong(OwnSize::bytes)
            .sum();
    return Math.max(0, baker.size(image) - before) + more;
  }

  /** Whether a snapshot of this lease is being made. */
  public boolean isCopying(LeaseId lease) {
    return store.isCopying(lease, clock.instant());
  }

  /** Puts an entry for a snapshot on record, where there may be one; {@link #make} must follow. */
  public Begun begin(NewSnapshot snapshot) {
    return baker.begin(snapshot);
  }

  /** Has the source of what was begun made, and baked, in the background. */
  public void make(CatalogImage image, Making making) {
    baker.make(image, making);
  }

  /** Marks snapshots as failed that nobody makes any more, and tells how many these were. */
  public int endAbandoned() {
    return store.endAbandoned(
        "Berth was stopped while the snapshot was taken; take another one", clock.instant());
  }

  public String log(String name) {
    return store.log(name);
  }

  /** Bakes in the background, pulling the source first; does nothing while a baking runs. */
  public void bake(String actor, String name) {
    audit.record(actor, "image.bake", name, "");
    store.find(name).ifPresent(image -> baker.start(image, true));
  }

  /**
   * Finds what to start from, and begins baking where that is needed. Never waits.
   *
   * @param since when whoever asks began to. A baking that failed later is an answer to it, however
   *     long ago: whoever looks less often than a failure is remembered would have it baked for
   *     ever.
   */
  public Resolution resolve(String name, Instant since) {
    var image = store.find(name).orElse(null);
    if (image == null) {
      return new Resolution.Unknown();
    }
    boolean current = image.recipe().equals(Recipe.VERSION);
    if (image.state() == State.BAKED && current && image.baked().isPresent()) {
      return new Resolution.Ready(image.baked().get());
    }
    if (image.state() == State.COPYING) {
      return new Resolution.Baking(lastLine(store.log(name)));
    }
    if (image.state() == State.FAILED && isRecent(image.updatedAt(), since)) {
      return new Resolution.Failed(image.detail());
    }
    // Also when it is being baked: whoever did it may be dead. The claim tells.
    baker.start(image, false);
    return new Resolution.Baking(lastLine(store.log(name)));
  }

  /** One still to come was before the clock was set back. */
  private boolean isRecent(Instant failure, Instant since) {
    var now = clock.instant();
    return !ClockSkew.isAhead(failure, now)
        && (!failure.isBefore(since) || now.isBefore(failure.plus(retryAfter)));
  }

  /** Pulls the source of an image, for what starts from it as it is. May take minutes. */
  public void pull(String name) throws EngineException {
    var image = store.find(name);
    if (image.isPresent()) {
      baker.pull(image.get());
    }
  }

  /** The engine has lost what was baked; the next {@link #resolve} bakes again. */
  public void lost(String name) {
    store
        .find(name)
        .filter(image -> image.state() == State.BAKED)
        .ifPresent(
            image ->
                store.finish(
                    new CatalogImage(
                        name,
                        image.source(),
                        State.NEW,
                        Optional.empty(),
                        "",
                        "",
                        "",
                        clock.instant())));
  }

  private static String lastLine(String log) {
    return log.lines().filter(line -> !line.isBlank()).reduce("", (_, last) -> last);
  }
}
