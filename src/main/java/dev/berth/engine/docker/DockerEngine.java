package dev.berth.engine.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.exception.NotModifiedException;
import com.github.dockerjava.api.model.Event;
import com.github.dockerjava.api.model.EventType;
import dev.berth.engine.ContainerEngine;
import dev.berth.engine.EngineException;
import dev.berth.engine.model.ContainerSpec;
import dev.berth.engine.model.EngineEvent;
import dev.berth.engine.model.EngineInfo;
import dev.berth.engine.model.ExecResult;
import dev.berth.engine.model.FileEntry;
import dev.berth.engine.model.KeepSpec;
import dev.berth.engine.model.KeptImage;
import dev.berth.engine.model.LiveLimits;
import dev.berth.engine.model.ObservedContainer;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Containers and volumes of one installation on one Docker Engine. What does not carry the
 * installation's label does not exist for it, and is never touched.
 */
public final class DockerEngine implements ContainerEngine, Closeable {

  /** As default runtime it gives all GPUs to whoever has a variable that CUDA's images set. */
  private static final String NVIDIA = "nvidia";

  private static final String[] EVENTS = {"start", "die", "oom", "destroy", "rename"};

  private final boolean here;
  private final DockerConfig.Deadlines deadline;
  private final DockerLabels labels;
  private final DockerCalls calls;
  private final DockerNetwork network;
  private final DockerLinks links;
  private final DockerVolumes volumes;
  private final DockerUpdates updates;
  private final DockerCopies copies;
  private final DockerExec exec;
  private final ContainerCommand command;
  private final Semaphore starts;

  /**
   * @param installation tells this installation's containers from those of others on one engine;
   *     letters, digits, and {@code _.-} inside
   */
  public DockerEngine(DockerConfig config, String installation) {
    this.here = "unix".equals(config.host().getScheme());
    this.deadline = config.deadline();
    this.labels = new DockerLabels(installation);
    this.calls = new DockerCalls(config);
    this.network = new DockerNetwork(calls, config, labels);
    this.links = new DockerLinks(calls, config, labels);
    this.volumes = new DockerVolumes(calls, config, labels);
    this.updates = new DockerUpdates(calls, deadline);
    this.copies = new DockerCopies(calls, config, labels);
    this.exec = new DockerExec(calls, deadline);
    this.command = new ContainerCommand(config, labels, network.name());
    this.starts = new Semaphore(config.startsAtOnce(), true);
  }

  @Override
  public EngineInfo info() throws EngineException {
    return calls.call(
        "ask for information",
        deadline.look(),
        docker -> Observation.of(docker.infoCmd().exec(), docker.versionCmd().exec(), here));
  }

  @Override
  public List<ObservedContainer> list() throws EngineException {
    String what = "list containers";
    return calls.read(
        what,
        deadline.look(),
        ContainerList.request(labels.filter()),
        answer -> ContainerList.read(what, answer));
  }

  @Override
  public Optional<ObservedContainer> find(String name) throws EngineException {
    return own(name).map(Observation::of);
  }

  private Optional<InspectContainerResponse> own(String name) throws EngineException {
    return calls.call(
        "inspect container " + name, deadline.look(), docker -> labels.inspect(docker, name));
  }

  /** The id of a container of ours. Later calls use it, for a name can change its owner. */
  private String require(String name) throws EngineException {
    return own(name)
        .map(InspectContainerResponse::getId)
        .orElseThrow(
            () -> new EngineException.Rejected("no container " + name + " of this installation"));
  }

  @Override
  public void create(ContainerSpec spec) throws EngineException {
    network.ensure();
    String what = "create container " + spec.name();
    boolean hidesGpus = spec.gpus().isEmpty() && info().defaultRuntime().equals(NVIDIA);
    if (!calls.call(what, deadline.change(), docker -> createOrFind(docker, spec, hidesGpus))) {
      throw new EngineException.Rejected(what + ": the name is in use by another container");
    }
  }

  /** False where somebody else has the name, or another generation. */
  private boolean createOrFind(DockerClient docker, ContainerSpec spec, boolean hidesGpus) {
    while (true) {
      try {
        command.create(docker, spec, hidesGpus).exec();
        return true;
      } catch (ConflictException nameInUse) {
        try {
          var labelsThere = docker.inspectContainerCmd(spec.name()).exec().getConfig().getLabels();
          return labels.isOwn(labelsThere)
              && DockerLabels.lease(labelsThere).equals(Optional.of(spec.lease()))
              && DockerLabels.generation(labelsThere) == spec.generation();
        } catch (NotFoundException e) {
          // The engine reserves a name before it shows a container, and frees it after it hid it.
          DockerCalls.pause();
        }
      }
    }
  }

  @Override
  public void putFiles(String name, List<FileEntry> files) throws EngineException {
    String id = require(name);
    calls.call(
        "put files into container " + name,
        deadline.change(),
        docker ->
            docker
                .copyArchiveToContainerCmd(id)
                .withTarInputStream(TarArchive.of(files))
                .withRemotePath("/")
                .exec());
  }

  @Override
  public void rename(String id, String name) throws EngineException {
    updates.rename(id, name);
  }

  @Override
  public boolean start(String name, BooleanSupplier isWanted) throws EngineException {
    String id = require(name);
    network.ensure();
    String what = "start container " + name;
    acquireStart(what);
    try {
      return isWanted.getAsBoolean()
          && calls.call(what, deadline.start(), docker -> startAttached(docker, id));
    } finally {
      starts.release();
    }
  }

  private boolean startAttached(DockerClient docker, String id) {
    try {
      return start(docker, id);
    } catch (NotFoundException e) {
      // It remembers the id of a network that somebody removed, not the name.
      if (!DockerErrors.text(e).startsWith("network ")) {
        throw e;
      }
      network.reattach(docker, id);
      return start(docker, id);
    }
  }

  private static boolean start(DockerClient docker, String id) {
    try {
      docker.startContainerCmd(id).exec();
      return true;
    } catch (NotModifiedException running) {
      return false;
    }
  }

  private void acquireStart(String what) throws EngineException {
    try {
      if (!starts.tryAcquire(deadline.start().toMillis(), TimeUnit.MILLISECONDS)) {
        throw new EngineException.Unavailable(what + ": too many others are starting");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new EngineException.Unavailable(what + ": interrupted", e);
    }
  }

  @Override
  public void stop(String name, Duration patience) throws EngineException {
    Optional<String> id = own(name).map(InspectContainerResponse::getId);
    if (id.isEmpty()) {
      return;
    }
    int seconds = Math.toIntExact(patience.plusMillis(999).toSeconds());
    calls.call(
        "stop container " + name,
        deadline.change().plusSeconds(seconds),
        docker -> {
          try {
            docker.stopContainerCmd(id.get()).withTimeout(seconds).exec();
            return true;
          } catch (NotModifiedException | NotFoundException downOrGone) {
            return false;
          }
        });
  }

  @Override
  public void remove(String name) throws EngineException {
    Optional<String> id = own(name).map(InspectContainerResponse::getId);
    if (id.isEmpty()) {
      return;
    }
    calls.call("remove container " + name, deadline.change(), docker -> remove(docker, id.get()));
  }

  private static boolean remove(DockerClient docker, String id) {
    try {
      docker.removeContainerCmd(id).withForce(true).withRemoveVolumes(true).exec();
      return true;
    } catch (NotFoundException gone) {
      return false;
    } catch (ConflictException e) {
      // Somebody else is at it; what counts is that it goes.
      if (DockerErrors.text(e).contains("is already in progress")) {
        return false;
      }
      throw e;
    }
  }

  @Override
  public void removeOlder(String name, int generation) throws EngineException {
    Optional<String> id =
        own(name)
            .filter(it -> DockerLabels.generation(it.getConfig().getLabels()) < generation)
            .map(InspectContainerResponse::getId);
    if (id.isPresent()) {
      calls.call("remove container " + name, deadline.change(), docker -> remove(docker, id.get()));
    }
  }

  @Override
  public void update(String name, LiveLimits limits) throws EngineException {
    updates.limits(
        own(name)
            .orElseThrow(
                () ->
                    new EngineException.Rejected("no container " + name + " of this installation")),
        limits);
  }

  @Override
  public void keep(KeepSpec spec) throws EngineException {
    var older =
        own(spec.lease().containerName())
            .filter(it -> DockerLabels.generation(it.getConfig().getLabels()) < spec.generation());
    if (older.isPresent()) {
      copies.keep(spec, older.get());
    }
  }

  @Override
  public List<KeptImage> kept() throws EngineException {
    return copies.list();
  }

  @Override
  public void removeKept(KeptImage image) throws EngineException {
    copies.remove(image);
  }

  /** A command that overruns its deadline is left behind in the container: Docker cannot end it. */
  @Override
  public ExecResult exec(String name, List<String> command) throws EngineException {
    return exec.run(name, require(name), command);
  }

  @Override
  public String logTail(String name, int lines) throws EngineException {
    Optional<String> id = own(name).map(InspectContainerResponse::getId);
    if (id.isEmpty()) {
      return "";
    }
    return exec.logTail(name, id.get(), lines);
  }

  @Override
  public void ensureVolume(String name, String owner) throws EngineException {
    volumes.ensure(name, owner);
  }

  @Override
  public List<String> volumes() throws EngineException {
    return volumes.names();
  }

  @Override
  public void removeVolume(String name) throws EngineException {
    volumes.remove(name);
  }

  @Override
  public void link(String name, String owner, Map<String, String> containersByAlias)
      throws EngineException {
    links.join(require(name), owner, containersByAlias);
  }

  @Override
  public List<String> linkOwners() throws EngineException {
    return links.owners();
  }

  @Override
  public void removeLinks(String owner) throws EngineException {
    links.remove(owner);
  }

  @Override
  public AutoCloseable subscribe(Consumer<EngineEvent> onEvent, Runnable broken)
      throws EngineException {
    var stream = new DockerStream<Event>(event -> tell(event, onEvent), broken);
    return calls.follow(
        "subscribe to events",
        deadline.look(),
        docker ->
            docker
                .eventsCmd()
                .withEventTypeFilter(EventType.CONTAINER)
                .withEventFilter(EVENTS)
                .withLabelFilter(labels.filter()),
        stream);
  }

  /** By action and actor: API 1.52 dropped the older fields. */
  private static void tell(Event event, Consumer<EngineEvent> onEvent) {
    String action = event.getAction();
    if (event.getActor() == null || action == null) {
      return;
    }
    Map<String, String> attributes = event.getActor().getAttributes();
    DockerLabels.lease(attributes).map(lease -> new EngineEvent(lease, action)).ifPresent(onEvent);
  }

  @Override
  public void close() throws IOException {
    calls.close();
  }
}
