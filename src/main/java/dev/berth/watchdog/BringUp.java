package dev.berth.watchdog;

import dev.berth.engine.ContainerEngine;
import dev.berth.engine.EngineException;
import dev.berth.engine.model.ObservedContainer;
import dev.berth.image.CatalogImage;
import dev.berth.image.Images;
import dev.berth.image.Resolution;
import dev.berth.kernel.ImageRef;
import dev.berth.lease.LeaseStore;
import dev.berth.lease.SealedSecrets;
import dev.berth.lease.model.Lease;
import dev.berth.node.Node;
import dev.berth.secret.SecretBox;
import dev.berth.watchdog.model.Differences;
import dev.berth.watchdog.model.Ending;
import dev.berth.watchdog.model.Outcome;
import dev.berth.workspace.WorkspaceFiles;
import io.quarkus.logging.Log;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * One attempt to make a workspace run, from whatever state an earlier attempt left it in: each step
 * is named after the lease and can be repeated, so a crash between any two of them costs nothing.
 */
@Singleton
class BringUp {

  private static final Duration SLICE = Duration.ofSeconds(5);

  private final ContainerEngine engine;
  private final Images images;
  private final LeaseStore leases;
  private final LoginKeys keys;
  private final SealedSecrets secrets;
  private final Reachability reachability;
  private final Place place;

  /** Where containers go, what they are tied to, and how long they have. */
  record Place(
      Node node,
      Mounts mounts,
      Links links,
      SharedNetwork network,
      Copies copies,
      GpuCheck gpus,
      Duration readyWithin) {}

  BringUp(
      ContainerEngine engine,
      Images images,
      LeaseStore leases,
      LoginKeys keys,
      SealedSecrets secrets,
      Reachability reachability,
      Place place) {
    this.engine = engine;
    this.images = images;
    this.leases = leases;
    this.keys = keys;
    this.secrets = secrets;
    this.reachability = reachability;
    this.place = place;
  }

  /**
   * Tries once.
   *
   * @param container what the engine showed of it a moment ago
   * @throws EngineException.Unavailable if the engine can't be observed: then nothing is concluded
   */
  Outcome attempt(Lease lease, Optional<ObservedContainer> container)
      throws EngineException.Unavailable, InterruptedException {
    try {
      return bringUp(lease, container);
    } catch (EngineException e) {
      return switch (e) {
        case EngineException.Unavailable unavailable -> throw unavailable;
        case EngineException.PortTaken taken ->
            new Outcome.PortTaken(
                taken.port().orElseGet(() -> lease.ports().getFirst().host()),
                taken.by().toString(),
                leases.wasRunning(lease.id()));
        case EngineException.ImageMissing _ -> {
          images.lost(lease.spec().image());
          yield new Outcome.Waiting("the engine has lost the image; baking it again");
        }
        case EngineException.GpuFailed failed -> place.gpus().failed(lease, failed);
        case EngineException.StillRuns lost -> place.gpus().lost(lease, lost);
        case EngineException.Rejected _ ->
            new Outcome.Trouble("the engine refused: " + e.getMessage());
      };
    } catch (SecretBox.ClosedException e) {
      Log.errorf("lease %s: %s", lease.id(), e.getMessage());
      return new Outcome.Hopeless(
          "the host key can't be read: berth.secret.key-file is not what it was stored with; an"
              + " admin must put that back, then start the lease");
    }
  }

  private Outcome bringUp(Lease lease, Optional<ObservedContainer> seen)
      throws EngineException, InterruptedException {
    var container = seen;
    if (seen.filter(ObservedContainer::isRunning).isEmpty()) {
      var notYet = place.network().notYet(lease);
      if (notYet.isPresent()) {
        return notYet.get();
      }
      if (seen.isPresent() && images.isCopying(lease.id())) {
        // Its secrets are away from the container for that time.
        return new Outcome.Waiting("a snapshot is being taken");
      }
    }
    boolean isOutdated =
        seen.filter(it -> !it.isRunning() && Differences.isOutdated(lease, it)).isPresent();
    if ((seen.isEmpty() || isOutdated) && !place.copies().hasRoom()) {
      return new Outcome.Waiting("waiting for room on the disk of the machine");
    }
    if (isOutdated) {
      place.copies().renew(lease);
      container = Optional.empty();
    }
    boolean isGone = seen.isEmpty() && leases.wasRunning(lease.id());
    if (isGone && putNameBack(lease)) {
      return new Outcome.Overtaken();
    }
    if (container.isEmpty()) {
      var deleted = isGone ? place.mounts().deleted(lease) : List.<String>of();
      var notYet = create(lease);
      if (notYet.isPresent()) {
        return notYet.get();
      }
      if (isGone) {
        tellWhatIsLost(lease, deleted);
      }
    }
    if (container.filter(ObservedContainer::isRunning).isEmpty()) {
      var refused = place.mounts().refusal(lease);
      if (refused.isPresent()) {
        return new Outcome.Hopeless(refused.get());
      }
      var limits = container.flatMap(it -> Differences.limits(lease, it));
      if (limits.isPresent()) {
        engine.update(lease.id().containerName(), limits.get());
      }
      start(lease);
      if (!isAsItWas(lease)) {
        return new Outcome.Overtaken();
      }
    }
    var fault = place.gpus().fault(lease);
    if (fault.isPresent()) {
      return fault.get();
    }
    // A program of the user's own has nothing that could be asked; its end is seen like any other.
    return lease.spec().ssh() ? probe(lease) : new Outcome.Up();
  }

  /** One that was renamed by hand has all that its user left in it, and holds the lease's port. */
  boolean putNameBack(Lease lease) throws EngineException {
    var found =
        engine.list().stream()
            .filter(it -> it.lease().equals(Optional.of(lease.id())))
            .filter(it -> !it.name().equals(lease.id().containerName()))
            .findFirst();
    if (found.isPresent()) {
      engine.rename(found.get().id(), lease.id().containerName());
      tell(lease, "renamed-back", "its container had been renamed to " + found.get().name());
    }
    return found.isPresent();
  }

  private void tellWhatIsLost(Lease lease, List<String> deleted) throws EngineException {
    String since = place.copies().image(lease).isPresent() ? " since its last change" : "";
    tell(
        lease,
        "made-anew",
        "its container was gone; what was written"
            + since
            + " outside of the home, volumes and other mounts is lost"
            + deleted.stream()
                .map(what -> "; so is all that was in the " + what + ", which begins empty")
                .collect(Collectors.joining()));
  }

  private void tell(Lease lease, String kind, String message) {
    leases.addEvent(lease.id(), kind, message, lease.state().since());
  }

  private Optional<Outcome> create(Lease lease) throws EngineException {
    var copy = place.copies().image(lease);
    if (copy.isPresent()) {
      return create(lease, copy.get());
    }
    return lease.spec().ssh() ? createBaked(lease) : createPlain(lease);
  }

  private Optional<Outcome> createBaked(Lease lease) throws EngineException {
    String image = lease.spec().image();
    return switch (images.resolve(image, lease.state().since())) {
      case Resolution.Ready(var baked) -> create(lease, baked);
      case Resolution.Baking(var line) ->
          Optional.of(
              new Outcome.Waiting("baking image " + image + (line.isEmpty() ? "" : ": " + line)));
      case Resolution.Failed(var reason) ->
          Optional.of(new Outcome.Hopeless("image " + image + " could not be baked: " + reason));
      case Resolution.Unknown _ -> Optional.of(new Outcome.Hopeless(notInCatalogue(image)));
    };
  }

  /** From the source itself, which is pulled where the engine does not have it. */
  private Optional<Outcome> createPlain(Lease lease) throws EngineException {
    String image = lease.spec().image();
    var entry = images.find(image);
    if (entry.isEmpty()) {
      return Optional.of(new Outcome.Hopeless(notInCatalogue(image)));
    }
    if (entry.get().state() == CatalogImage.State.COPYING) {
      return Optional.of(new Outcome.Waiting("image " + image + " is being made"));
    }
    var source = entry.map(CatalogImage::source);
    try {
      return create(lease, source.get());
    } catch (EngineException.ImageMissing _) {
      tell(lease, "waiting", "pulling " + source.get());
      try {
        images.pull(image);
      } catch (EngineException.Rejected | EngineException.ImageMissing e) {
        return Optional.of(
            new Outcome.Hopeless("image " + image + " can't be had: " + e.getMessage()));
      }
      return create(lease, source.get());
    }
  }

  private static String notInCatalogue(String image) {
    return "image " + image + " is not in the catalogue any more";
  }

  private Optional<Outcome> create(Lease lease, ImageRef image) throws EngineException {
    return switch (place.mounts().prepare(lease)) {
      case Mounts.Prepared.Refused(var why) -> Optional.of(new Outcome.Hopeless(why));
      case Mounts.Prepared.Ready(var ready) -> {
        engine.create(Containers.of(lease, image, ready, place.node().bindAddress()));
        yield Optional.empty();
      }
    };
  }

  /**
   * Keys and settings are put in before every start: they may have changed in the meantime. Links
   * are tied here too, and not where the container is made: a crash between the two would leave one
   * that starts without them.
   */
  private void start(Lease lease) throws EngineException {
    place.links().tie(lease);
    if (lease.spec().ssh()) {
      startWithFiles(lease);
    } else {
      engine.start(lease.id().containerName(), () -> isAsItWas(lease));
    }
  }

  /** Else it may have been stopped meanwhile, and its GPUs be another's. */
  private boolean isAsItWas(Lease lease) {
    return leases.find(lease.id()).filter(now -> now.version() == lease.version()).isPresent();
  }

  /** One that somebody else started meanwhile may have done so with the files of before. */
  private void startWithFiles(Lease lease) throws EngineException {
    boolean isOurs = false;
    keys.forget(lease.id());
    try {
      var loginKeys = putFiles(lease);
      isOurs = engine.start(lease.id().containerName(), () -> isAsItWas(lease));
      if (isOurs) {
        keys.remember(lease.id(), loginKeys);
      }
    } finally {
      if (!isOurs) {
        keys.forget(lease.id());
      }
    }
  }

  /** Answers the keys that open it then. */
  private List<String> putFiles(Lease lease) throws EngineException {
    byte[] hostKey = secrets.hostKey(lease.id());
    var loginKeys = keys.of(lease);
    engine.putFiles(
        lease.id().containerName(),
        WorkspaceFiles.atStart(
            lease,
            new WorkspaceFiles.Place(keys.uid(lease.owner()), place.node().bindAddress()),
            hostKey,
            loginKeys,
            keys.secretsWhileNotLockedOut(lease, secrets.of(lease.id()))));
    return loginKeys;
  }

  /** In slices: a container that died, or a user who wants something else, ends the waiting. */
  private Outcome probe(Lease lease) throws EngineException, InterruptedException {
    for (var left = place.readyWithin(); left.isPositive(); left = left.minus(SLICE)) {
      switch (reachability.ask(lease, left.compareTo(SLICE) < 0 ? left : SLICE)) {
        case OURS -> {
          return new Outcome.Up();
        }
        case ANOTHER_KEY -> {
          return new Outcome.Trouble(
              "another SSH server answers on port " + lease.sshPort() + " of the host");
        }
        case NONE -> {
          var container = engine.find(lease.id().containerName());
          if (container.filter(ObservedContainer::isRunning).isEmpty()) {
            return new Outcome.Trouble(howItEnded(lease, container));
          }
        }
      }
      if (!isAsItWas(lease)) {
        return new Outcome.Overtaken();
      }
    }
    return new Outcome.Trouble(
        "the workspace runs but its SSH server does not answer on port " + lease.sshPort());
  }

  private String howItEnded(Lease lease, Optional<ObservedContainer> container)
      throws EngineException {
    return Ending.of(container, engine.logTail(lease.id().containerName(), Ending.LINES));
  }

  /** Makes sure that exactly the owner's keys of now open a running workspace; false if not. */
  boolean refreshKeys(Lease lease) throws EngineException {
    return keys.refresh(lease);
  }

  /** Its container is gone for good. */
  void forget(Lease lease) throws EngineException {
    keys.forget(lease.id());
    place.copies().forget(lease);
  }

  /**
   * A container made for a port that proved to be taken; its replacement publishes another. It may
   * have run for a moment, but nobody was ever let in.
   */
  void discard(Lease lease) throws EngineException {
    for (var container : engine.list()) {
      if (container.lease().equals(Optional.of(lease.id())) && !container.isRunning()) {
        engine.remove(container.name());
      }
    }
  }
}
