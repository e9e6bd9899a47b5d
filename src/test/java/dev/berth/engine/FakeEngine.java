package dev.berth.engine;

import dev.berth.engine.model.BuildSpec;
import dev.berth.engine.model.ContainerSpec;
import dev.berth.engine.model.EngineEvent;
import dev.berth.engine.model.EngineInfo;
import dev.berth.engine.model.EngineMount;
import dev.berth.engine.model.ExecResult;
import dev.berth.engine.model.FileEntry;
import dev.berth.engine.model.KeepSpec;
import dev.berth.engine.model.KeptImage;
import dev.berth.engine.model.LiveLimits;
import dev.berth.engine.model.ObservedContainer;
import dev.berth.engine.model.PublishedPort;
import dev.berth.kernel.ByteSize;
import dev.berth.kernel.ImageRef;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * An engine in memory. It passes {@link ContainerEngineContract}, so a test can trust it; on top it
 * has what only tests need: things break on demand, and it tells what was done. Events are told on
 * the thread that caused them, after the call had its effect.
 */
public final class FakeEngine extends FakeHost implements ContainerEngine, ImageEngine {

  /** The kinds of calls, for {@link #failNext}. */
  public enum Call {
    INFO,
    LIST,
    FIND,
    CREATE,
    PUT_FILES,
    RENAME,
    START,
    STOP,
    REMOVE,
    UPDATE,
    KEEP,
    REMOVE_OLDER,
    KEPT,
    REMOVE_KEPT,
    EXEC,
    LOG_TAIL,
    ENSURE_VOLUME,
    VOLUMES,
    REMOVE_VOLUME,
    LINK,
    LINK_OWNERS,
    REMOVE_LINKS,
    SUBSCRIBE,
    PROBE_GPUS,
    VISIBLE_GPUS,
    IMAGE_DIGEST,
    PULL,
    BUILD,
    REMOVE_IMAGE,
    OWN_IMAGES,
    MEASURE,
    REMOVE_OWN_IMAGE,
    SNAPSHOT,
    RESUME
  }

  @Override
  public EngineInfo info() throws EngineException {
    return call(
        Call.INFO,
        () ->
            new EngineInfo(
                "fake",
                "0",
                "1.41",
                "memory",
                8,
                ByteSize.ofMebibytes(32 << 10),
                "fake",
                "runc",
                (int) containers.values().stream().filter(FakeContainer::isRunning).count(),
                dataDirectory,
                true));
  }

  @Override
  public List<ObservedContainer> list() throws EngineException {
    return call(Call.LIST, () -> containers.values().stream().map(FakeContainer::listed).toList());
  }

  @Override
  public Optional<ObservedContainer> find(String name) throws EngineException {
    return call(
        Call.FIND, () -> Optional.ofNullable(containers.get(name)).map(FakeContainer::observe));
  }

  @Override
  public void create(ContainerSpec spec) throws EngineException {
    call(
        Call.CREATE,
        () -> {
          var copy = copyAt(spec.image());
          if (!images.has(spec.image()) && copy.isEmpty()) {
            throw new EngineException.ImageMissing("No such image: " + spec.image());
          }
          if (foreign.contains(spec.name())) {
            throw new EngineException.Rejected("the name is in use: " + spec.name());
          }
          var there = containers.get(spec.name());
          if (there != null && there.spec.generation() != spec.generation()) {
            throw new EngineException.Rejected("the name is in use: " + spec.name());
          }
          var container = new FakeContainer(spec, nextId(), joins(spec));
          container.files.putAll(images.filesOf(spec.image()));
          copy.ifPresent(from -> container.files.putAll(copies.get(from)));
          return containers.putIfAbsent(spec.name(), container);
        });
  }

  @Override
  public void putFiles(String name, List<FileEntry> files) throws EngineException {
    call(
        Call.PUT_FILES,
        () -> {
          FakeContainer container = require(name);
          files.forEach(file -> container.files.put(file.path(), file));
          return true;
        });
  }

  @Override
  public void rename(String id, String name) throws EngineException {
    call(
        Call.RENAME,
        () -> {
          var container =
              containers.values().stream()
                  .filter(it -> it.id.equals(id))
                  .findFirst()
                  .orElseThrow(() -> new EngineException.Rejected("No such container: " + id));
          if (containers.containsKey(name) || foreign.contains(name)) {
            throw new EngineException.Rejected("the name is in use: " + name);
          }
          containers.remove(container.name);
          container.name = name;
          return containers.put(name, container);
        });
  }

  @Override
  public boolean start(String name, BooleanSupplier isWanted) throws EngineException {
    return call(
        Call.START,
        () -> {
          FakeContainer container = require(name);
          if (container.isRunning() || !isWanted.getAsBoolean()) {
            return false;
          }
          if (refusal.isPresent()) {
            throw new EngineException.Rejected(refusal.get());
          }
          gpus.require(container, containers.values());
          requireNetwork(container);
          for (PublishedPort port : container.spec.ports()) {
            requireFree(port.host());
          }
          container.start();
          tell(container, "start");
          crash.ifPresent(code -> exit(container, code, false));
          return true;
        });
  }

  @Override
  public void stop(String name, Duration patience) throws EngineException {
    call(
        Call.STOP,
        () -> {
          running(name).ifPresent(container -> exit(container, SIGTERM_EXIT, false));
          return true;
        });
  }

  @Override
  public void remove(String name) throws EngineException {
    call(Call.REMOVE, () -> drop(name));
  }

  @Override
  public void update(String name, LiveLimits limits) throws EngineException {
    call(
        Call.UPDATE,
        () -> {
          FakeContainer container = require(name);
          if (updateRefusal.isPresent()) {
            throw new EngineException.Rejected(updateRefusal.get());
          }
          container.limits = limits;
          return true;
        });
  }

  @Override
  public void keep(KeepSpec spec) throws EngineException {
    call(
        Call.KEEP,
        () -> {
          String name = spec.lease().containerName();
          FakeContainer container = containers.get(name);
          var image =
              new KeptImage(
                  spec.lease(),
                  spec.generation(),
                  new ImageRef("kept/" + name + ":" + spec.generation()));
          if (container == null
              || container.spec.generation() >= spec.generation()
              || copies.containsKey(image)) {
            return false;
          }
          if (container.isRunning()) {
            throw new EngineException.Rejected(name + " runs");
          }
          if (keepRefusal.isPresent()) {
            throw new EngineException.Rejected(keepRefusal.get());
          }
          spec.blanks().forEach(file -> container.files.put(file.path(), file));
          spec.passwordOf().ifPresent(user -> FakeContainer.lock(container.files, user));
          copies.put(image, Map.copyOf(container.files));
          return true;
        });
  }

  @Override
  public void removeOlder(String name, int generation) throws EngineException {
    call(
        Call.REMOVE_OLDER,
        () ->
            containers.containsKey(name)
                && containers.get(name).spec.generation() < generation
                && drop(name));
  }

  @Override
  public List<KeptImage> kept() throws EngineException {
    return call(Call.KEPT, () -> List.copyOf(copies.keySet()));
  }

  @Override
  public void removeKept(KeptImage image) throws EngineException {
    call(
        Call.REMOVE_KEPT,
        () -> {
          if (containers.values().stream().anyMatch(c -> c.spec.image().equals(image.image()))) {
            throw new EngineException.Rejected("a container is using " + image.image());
          }
          return copies.remove(image) != null;
        });
  }

  @Override
  public ExecResult exec(String name, List<String> command) throws EngineException {
    return call(
        Call.EXEC,
        () -> {
          FakeContainer container = require(name);
          if (!container.isRunning()) {
            throw new EngineException.Rejected("Container " + name + " is not running");
          }
          return answers
              .apply(name, command)
              .orElseGet(() -> FakeShell.run(container.files, command));
        });
  }

  @Override
  public String logTail(String name, int lines) throws EngineException {
    return call(
        Call.LOG_TAIL, () -> containers.containsKey(name) ? containers.get(name).tail(lines) : "");
  }

  @Override
  public AutoCloseable subscribe(Consumer<EngineEvent> onEvent, Runnable broken)
      throws EngineException {
    var subscriber = new Subscriber(onEvent, broken);
    call(Call.SUBSCRIBE, () -> subscribers.add(subscriber));
    return () -> subscribers.remove(subscriber);
  }

  @Override
  public void ensureVolume(String name, String owner) throws EngineException {
    call(Call.ENSURE_VOLUME, () -> volumes.putIfAbsent(name, owner));
  }

  @Override
  public List<String> volumes() throws EngineException {
    return call(Call.VOLUMES, () -> List.copyOf(volumes.keySet()));
  }

  @Override
  public void removeVolume(String name) throws EngineException {
    call(
        Call.REMOVE_VOLUME,
        () -> {
          boolean isUsed =
              containers.values().stream()
                  .flatMap(container -> container.spec.mounts().stream())
                  .anyMatch(
                      mount ->
                          mount instanceof EngineMount.Volume(var used, _, _) && used.equals(name));
          if (isUsed) {
            throw new EngineException.Rejected("volume is in use: " + name);
          }
          return volumes.remove(name);
        });
  }

  @Override
  public void link(String name, String owner, Map<String, String> containersByAlias)
      throws EngineException {
    call(
        Call.LINK,
        () -> {
          require(name);
          return links
              .computeIfAbsent(owner, _ -> new TreeMap<>())
              .putIfAbsent(name, Map.copyOf(containersByAlias));
        });
  }

  @Override
  public List<String> linkOwners() throws EngineException {
    return call(Call.LINK_OWNERS, () -> List.copyOf(links.keySet()));
  }

  @Override
  public void removeLinks(String owner) throws EngineException {
    call(Call.REMOVE_LINKS, () -> links.remove(owner));
  }

  @Override
  public OptionalLong imageSize(ImageRef image) throws EngineException {
    return imageDigest(image).isPresent()
        ? OptionalLong.of(FakeImages.BYTES)
        : OptionalLong.empty();
  }

  @Override
  public Optional<String> imageDigest(ImageRef image) throws EngineException {
    return call(Call.IMAGE_DIGEST, () -> images.digestOf(image));
  }

  @Override
  public void pull(ImageRef image, Consumer<String> progress) throws EngineException {
    call(
        Call.PULL,
        () -> {
          images.pull(image, progress);
          return true;
        });
  }

  @Override
  public void build(BuildSpec spec, Consumer<String> progress) throws EngineException {
    call(
        Call.BUILD,
        () -> {
          images.build(spec, progress);
          return true;
        });
  }

  @Override
  public void removeImage(ImageRef image) throws EngineException {
    call(
        Call.REMOVE_IMAGE,
        () -> {
          if (containers.values().stream().anyMatch(c -> c.spec.image().equals(image))) {
            throw new EngineException.Rejected("a container is using the image " + image);
          }
          images.remove(image);
          return true;
        });
  }
}
