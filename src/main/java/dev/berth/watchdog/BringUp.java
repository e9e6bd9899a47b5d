package dev.berth.watchdog;

import dev.berth.engine.ContainerEngine;
import dev.berth.engine.EngineException;
import dev.berth.engine.model.ContainerSpec;
import dev.berth.engine.model.ObservedContainer;
import dev.berth.engine.model.ObservedContainer.Phase;
import dev.berth.engine.model.PublishedPort;
import dev.berth.engine.model.VolumeMount;
import dev.berth.image.Images;
import dev.berth.image.Resolution;
import dev.berth.kernel.ImageRef;
import dev.berth.kernel.PortNumber;
import dev.berth.lease.LeaseStore;
import dev.berth.lease.Owners;
import dev.berth.lease.model.Lease;
import dev.berth.node.Installation;
import dev.berth.node.Node;
import dev.berth.secret.SecretBox;
import dev.berth.watchdog.model.Outcome;
import dev.berth.workspace.WorkspaceFiles;
import io.quarkus.logging.Log;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One attempt to make a workspace run, from whatever state an earlier attempt left it in: each step
 * is named after the lease and can be repeated, so a crash between any two of them costs nothing.
 */
@Singleton
class BringUp {

  private static final PortNumber SSH = new PortNumber(22);
  private static final int LOG_LINES = 20;

  private final ContainerEngine engine;
  private final Images images;
  private final LeaseStore leases;
  private final Owners owners;
  private final SecretBox secrets;
  private final Reachability reachability;
  private final Place place;

  /** Where containers go and how long they have. */
  record Place(Node node, Installation installation, Duration readyWithin) {}

  BringUp(
      ContainerEngine engine,
      Images images,
      LeaseStore leases,
      Owners owners,
      SecretBox secrets,
      Reachability reachability,
      Place place) {
    this.engine = engine;
    this.images = images;
    this.leases = leases;
    this.owners = owners;
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
        case EngineException.PortTaken _ -> new Outcome.PortTaken(!leases.wasRunning(lease.id()));
        case EngineException.ImageMissing _ -> {
          images.lost(lease.spec().image());
          yield new Outcome.Waiting("the engine has lost the image; baking it again");
        }
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

  private Outcome bringUp(Lease lease, Optional<ObservedContainer> container)
      throws EngineException, InterruptedException {
    if (container.isEmpty()) {
      String image = lease.spec().image();
      switch (images.resolve(image)) {
        case Resolution.Ready(var baked) -> create(lease, baked);
        case Resolution.Baking(var line) -> {
          return new Outcome.Waiting("baking image " + image + (line.isEmpty() ? "" : ": " + line));
        }
        case Resolution.Failed(var reason) -> {
          return new Outcome.Hopeless("image " + image + " could not be baked: " + reason);
        }
        case Resolution.Unknown _ -> {
          return new Outcome.Hopeless("image " + image + " is not in the catalogue any more");
        }
      }
    }
    if (container.filter(ObservedContainer::isRunning).isEmpty()) {
      start(lease);
    }
    return probe(lease);
  }

  private void create(Lease lease, ImageRef image) throws EngineException {
    var spec = lease.spec();
    String home = homeVolume(lease);
    if (spec.home()) {
      engine.ensureVolume(home, lease.owner().value());
    }
    engine.create(
        new ContainerSpec(
            lease.id(),
            image,
            Optional.ofNullable(spec.hostname()).orElse(lease.name()),
            spec.env(),
            List.of(new PublishedPort(SSH, lease.sshPort(), place.node().bindAddress())),
            spec.home() ? List.of(new VolumeMount(home, spec.homeDirectory())) : List.of(),
            spec.cpus(),
            spec.memory(),
            spec.shmSize(),
            spec.pidsLimit()));
  }

  /** Keys and settings are put in before every start: they may have changed in the meantime. */
  private void start(Lease lease) throws EngineException {
    byte[] hostKey = secrets.open(leases.sealedHostKey(lease.id()), lease.id().value());
    engine.putFiles(
        lease.id().containerName(),
        WorkspaceFiles.atStart(
            lease.spec(), owners.uid(lease.owner()), hostKey, owners.loginKeys(lease.owner())));
    engine.start(lease.id().containerName());
  }

  private Outcome probe(Lease lease) throws EngineException, InterruptedException {
    return switch (reachability.ask(lease, place.readyWithin())) {
      case OURS -> new Outcome.Up();
      case ANOTHER_KEY ->
          new Outcome.Trouble(
              "another SSH server answers on port " + lease.sshPort() + " of the host");
      case NONE -> new Outcome.Trouble(whyNoAnswer(lease));
    };
  }

  private String whyNoAnswer(Lease lease) throws EngineException {
    String name = lease.id().containerName();
    var container = engine.find(name);
    if (container.filter(ObservedContainer::isRunning).isPresent()) {
      return "the workspace runs but its SSH server does not answer on port " + lease.sshPort();
    }
    String log = engine.logTail(name, LOG_LINES).strip();
    return "the workspace ended with exit code "
        + container.map(ObservedContainer::exitCode).orElse(-1)
        + (log.isEmpty() ? "" : ", saying: " + log);
  }

  /** One home for each user, whatever the lease. Named so that a person can find it on the host. */
  private String homeVolume(Lease lease) {
    return "berth-" + place.installation().id() + "-home-" + lease.owner();
  }

  /** A container made for a port that proved to be taken; its replacement publishes another. */
  void discardUnstarted(Lease lease) throws EngineException {
    String name = lease.id().containerName();
    if (engine.find(name).filter(found -> found.phase() == Phase.CREATED).isPresent()) {
      engine.remove(name);
    }
  }
}
