package dev.berth.image;

import dev.berth.engine.EngineException;
import dev.berth.engine.ImageEngine;
import dev.berth.engine.model.BuildSpec;
import dev.berth.image.CatalogImage.State;
import dev.berth.image.ImageStore.Begun;
import dev.berth.image.ImageStore.NewSnapshot;
import dev.berth.kernel.ImageRef;
import dev.berth.workspace.Recipe;
import io.quarkus.logging.Log;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Puts Berth's SSH server into an image. One baking of an image at a time in the whole
 * installation: the row is claimed for as long as the builder lives, and free soon after it died.
 */
public class Baker {

  private static final Duration CLAIM = Duration.ofSeconds(45);
  private static final long FLUSH_MILLIS = 1_000;
  private static final int DIGEST_LENGTH = 12;

  private final ImageStore store;
  private final ImageEngine engine;
  private final InstantSource clock;
  private final ExecutorService threads;
  private final String installation;

  /** What is baked is named and labelled after the installation, which removes it again. */
  public Baker(
      ImageStore store,
      ImageEngine engine,
      InstantSource clock,
      ExecutorService threads,
      String installation) {
    this.installation = installation;
    this.store = store;
    this.engine = engine;
    this.clock = clock;
    this.threads = threads;
  }

  /** Begins in the background unless it runs already. {@code pull} asks the registry for news. */
  void start(CatalogImage image, boolean pull) {
    var now = clock.instant();
    if (store.claim(image.name(), now, now.plus(CLAIM))) {
      threads.execute(() -> bake(image, lines -> build(image, pull, lines)));
    }
  }

  /** Puts an entry for a snapshot on record, where there may be one. */
  Begun begin(NewSnapshot snapshot) {
    var source = "berth-%s-snapshots/%s".formatted(installation, UUID.randomUUID());
    var now = clock.instant();
    return store.begin(snapshot, new ImageRef(source + ":1"), now, now.plus(CLAIM));
  }

  /** Makes the source of what was begun, and bakes it, in the background. */
  void make(CatalogImage image, Making making) {
    threads.execute(
        () ->
            bake(
                image,
                lines -> {
                  lines.add("making an image of the workspace");
                  store.copied(image.name(), making.run(image.source()));
                  return build(image, false, lines);
                }));
  }

  /** Of what workspaces are made from; 0 where the engine does not have it. */
  long size(CatalogImage image) throws EngineException {
    return size(image.baked().orElse(image.source()));
  }

  long size(ImageRef image) throws EngineException {
    return engine.imageSize(image).orElse(0);
  }

  void pull(CatalogImage image) throws EngineException {
    if (image.owner().isPresent()) {
      throw gone();
    }
    engine.pull(image.source(), _ -> {});
  }

  /** A baking, which tells what it does. */
  @FunctionalInterface
  private interface Work {
    CatalogImage run(ConcurrentLinkedQueue<String> lines) throws EngineException;
  }

  private void bake(CatalogImage image, Work baking) {
    var lines = new ConcurrentLinkedQueue<String>();
    Future<CatalogImage> work = threads.submit(() -> baking.run(lines));
    CatalogImage result = null;
    while (result == null) {
      try {
        result = work.get(FLUSH_MILLIS, TimeUnit.MILLISECONDS);
      } catch (TimeoutException _) {
        flush(image, lines);
      } catch (ExecutionException e) {
        result = failed(image, reason(e));
        Log.warnf(e, "image %s could not be baked", image.name());
      } catch (InterruptedException _) {
        // The service stops. The claim runs out by itself and the next one begins anew.
        Thread.currentThread().interrupt();
        work.cancel(true);
        return;
      }
    }
    flush(image, lines);
    store.finish(result);
  }

  private void flush(CatalogImage image, ConcurrentLinkedQueue<String> lines) {
    var text = new StringBuilder();
    for (var line = lines.poll(); line != null; line = lines.poll()) {
      text.append(line.stripTrailing()).append('\n');
    }
    store.progress(image.name(), text.toString(), clock.instant().plus(CLAIM));
  }

  private CatalogImage build(CatalogImage image, boolean pull, ConcurrentLinkedQueue<String> lines)
      throws EngineException {
    String digest = sourceDigest(image, pull, lines);
    var tag = tag(image, digest);
    if (engine.imageDigest(tag).isPresent()) {
      lines.add("baked from this source before: " + tag);
    } else {
      engine.build(
          new BuildSpec(
              tag,
              image.owner().isPresent() ? Recipe.filesForOwn() : Recipe.files(),
              Map.of(Recipe.SOURCE_ARG, image.source().value()),
              Map.of("dev.berth.installation", installation)),
          lines::add);
    }
    return new CatalogImage(
        image.name(),
        image.source(),
        State.BAKED,
        Optional.of(tag),
        digest,
        Recipe.VERSION,
        "",
        clock.instant());
  }

  private String sourceDigest(CatalogImage image, boolean pull, ConcurrentLinkedQueue<String> lines)
      throws EngineException {
    var here = engine.imageDigest(image.source());
    if (here.isPresent() && (!pull || image.owner().isPresent())) {
      return here.get();
    }
    if (image.owner().isPresent()) {
      throw gone();
    }
    try {
      lines.add("pulling " + image.source());
      engine.pull(image.source(), lines::add);
    } catch (EngineException e) {
      // An image that was only ever built or imported here has no registry to come from.
      if (here.isEmpty()) {
        throw e;
      }
      lines.add("not pulled, going on with the one that is here: " + e.getMessage());
    }
    return engine
        .imageDigest(image.source())
        .orElseThrow(() -> new EngineException.ImageMissing(image.source() + " was not pulled"));
  }

  /** It was never in a registry, where somebody else might have that name. */
  private static EngineException gone() {
    return new EngineException.ImageMissing("the snapshot is gone; take another one");
  }

  /** Names source and recipe, so that the same pair is found again and never built twice. */
  private ImageRef tag(CatalogImage image, String digest) {
    int start = digest.indexOf(':') + 1;
    return new ImageRef(
        "berth-%s/%s:%s-r%s"
            .formatted(
                installation,
                image.owner().isPresent() ? "own" : image.name(),
                digest.substring(start, start + DIGEST_LENGTH),
                Recipe.VERSION));
  }

  private CatalogImage failed(CatalogImage image, String reason) {
    return new CatalogImage(
        image.name(),
        image.source(),
        State.FAILED,
        Optional.empty(),
        "",
        "",
        reason,
        clock.instant());
  }

  private static String reason(ExecutionException e) {
    return e.getCause() instanceof EngineException cause
        ? String.valueOf(cause.getMessage())
        : "an unforeseen error; an admin finds it in the log";
  }
}
