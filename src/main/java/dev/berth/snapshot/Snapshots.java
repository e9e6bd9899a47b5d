package dev.berth.snapshot;

import dev.berth.audit.Audit;
import dev.berth.engine.EngineException;
import dev.berth.engine.SnapshotEngine;
import dev.berth.engine.model.FileEntry;
import dev.berth.engine.model.SnapshotSpec;
import dev.berth.image.CatalogImage;
import dev.berth.image.ImageConfig;
import dev.berth.image.ImageStore.Begun;
import dev.berth.image.ImageStore.NewSnapshot;
import dev.berth.image.Images;
import dev.berth.kernel.ImageRef;
import dev.berth.lease.LeaseStore;
import dev.berth.lease.Leases;
import dev.berth.lease.Leases.Caller;
import dev.berth.lease.model.Lease;
import dev.berth.lease.model.LeaseState;
import dev.berth.workspace.WorkspaceFiles;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Images that users make of their workspaces, to start others from; nobody else sees them. */
@Singleton
public class Snapshots {

  private final Engine engine;
  private final Images images;
  private final Leases leases;
  private final Book book;
  private final int most;
  private final MeterRegistry metrics;
  private final InstantSource clock;

  /** What makes and removes the images themselves. */
  @Singleton
  public record Engine(SnapshotEngine snapshots, Leftovers leftovers) {}

  /** Where it is told of. */
  @Singleton
  public record Book(LeaseStore events, Audit audit) {}

  public Snapshots(
      Engine engine,
      Images images,
      Leases leases,
      Book book,
      ImageConfig config,
      MeterRegistry metrics,
      InstantSource clock) {
    this.engine = engine;
    this.images = images;
    this.leases = leases;
    this.book = book;
    this.most = config.maxOwn();
    this.metrics = metrics;
    this.clock = clock;
  }

  /** What became of a wish for a snapshot. */
  public sealed interface Outcome {

    /** It is being made; the image's state tells of it. */
    record Begun(CatalogImage image) implements Outcome {}

    record NoSuchLease() implements Outcome {}

    /** Not now; {@code why} says what to do instead. */
    record NotNow(String why) implements Outcome {}

    /** The owner has an image of this name already. */
    record NameTaken() implements Outcome {}

    /** The owner has as many images of her own as there may be. */
    record TooMany(int most) implements Outcome {}
  }

  /** Has an image made of a workspace as it is now, in the background. */
  public Outcome take(Caller caller, String idOrName, String name) {
    var lease = leases.find(caller, idOrName).orElse(null);
    if (lease == null) {
      return new Outcome.NoSuchLease();
    }
    if (!hasContainer(lease)) {
      return new Outcome.NotNow(
          "the workspace is "
              + lease.state().word()
              + "; a snapshot is taken of one that runs or is stopped");
    }
    var snapshot = new NewSnapshot(lease.owner(), name, lease.id(), most);
    return switch (begin(caller, snapshot)) {
      case Begun.NameTaken _ -> new Outcome.NameTaken();
      case Begun.TooMany(int limit) -> new Outcome.TooMany(limit);
      case Begun.UnderWay _ ->
          new Outcome.NotNow("another snapshot of this lease is being taken; wait for it");
      case Begun.Started _ -> {
        var image = images.find(snapshot.entry()).orElseThrow();
        images.make(image, source -> make(lease, image.name(), source));
        yield new Outcome.Begun(image);
      }
    };
  }

  private static boolean hasContainer(Lease lease) {
    return switch (lease.state()) {
      case LeaseState.Running _, LeaseState.Stopped _, LeaseState.Expired _, LeaseState.Failed _ ->
          true;
      default -> false;
    };
  }

  private Begun begin(Caller caller, NewSnapshot snapshot) {
    return book.audit()
        .together(
            () -> {
              var begun = images.begin(snapshot);
              if (begun instanceof Begun.Started) {
                book.audit()
                    .record(
                        caller.who().value(),
                        "image.snapshot",
                        snapshot.entry(),
                        "of lease " + snapshot.of());
                tell(snapshot, "snapshot", "is made into the image " + snapshot.entry());
              }
              return begun;
            });
  }

  private void tell(NewSnapshot snapshot, String kind, String message) {
    book.events().addEvent(snapshot.of(), kind, message, clock.instant());
  }

  private long make(Lease lease, String name, ImageRef source) throws EngineException {
    try {
      // A start that has not seen the snapshot would be seen now; one that comes waits for it.
      var now = book.events().find(lease.id());
      if (now.filter(Snapshots::hasContainer).isEmpty()) {
        throw new EngineException.Rejected(
            "the workspace has been started or ended meanwhile; take another one");
      }
      engine.snapshots().take(spec(lease, source));
      long bytes = images.ownBytes(source, lease.spec().image());
      ended(lease, "made", "the image " + name + " is there; it is made ready for leases");
      return bytes;
    } catch (EngineException e) {
      engine.leftovers().lookForLong();
      ended(lease, "failed", "the image " + name + " could not be made: " + e.getMessage());
      throw e;
    }
  }

  private void ended(Lease lease, String result, String message) {
    metrics.counter("berth.snapshots", "result", result).increment();
    book.events().addEvent(lease.id(), "snapshot-" + result, message, clock.instant());
  }

  private static SnapshotSpec spec(Lease lease, ImageRef source) {
    var spec = lease.spec();
    return new SnapshotSpec(
        lease.id(),
        source,
        spec.ssh() ? WorkspaceFiles.blanks(spec).stream().map(FileEntry::path).toList() : List.of(),
        Optional.of(spec.login().user()).filter(_ -> spec.ssh()));
  }

  /** Those that were made of a lease. */
  public List<CatalogImage> of(Lease lease) {
    return images.madeOf(lease.id());
  }

  /**
   * Takes an own image out of the catalogue, and from the engine as soon as nothing uses it.
   * Workspaces made from it go on.
   *
   * @return why not, if not
   */
  public Optional<String> remove(Caller caller, CatalogImage image) {
    if (image.isOnItsWay()) {
      return Optional.of("it is being made; wait for that");
    }
    images.remove(caller.who().value(), image.name());
    Stream.concat(image.baked().stream(), Stream.of(image.source()))
        .forEach(engine.leftovers()::remove);
    engine.leftovers().look();
    return Optional.empty();
  }
}
