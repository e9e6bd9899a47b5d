package dev.berth.watchdog;

import dev.berth.dataset.Datasets;
import dev.berth.dataset.Resolved;
import dev.berth.engine.ContainerEngine;
import dev.berth.engine.EngineException;
import dev.berth.engine.model.EngineMount;
import dev.berth.kernel.UserId;
import dev.berth.lease.Owners;
import dev.berth.lease.model.Lease;
import dev.berth.lease.model.Mount;
import dev.berth.volume.Volume;
import dev.berth.volume.Volumes;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Makes what a lease mounts ready for its container. */
@Singleton
class Mounts {

  private final ContainerEngine engine;
  private final Volumes volumes;
  private final Datasets datasets;
  private final Owners owners;

  Mounts(ContainerEngine engine, Volumes volumes, Datasets datasets, Owners owners) {
    this.engine = engine;
    this.volumes = volumes;
    this.datasets = datasets;
    this.owners = owners;
  }

  /** What became of it. */
  sealed interface Prepared {

    record Ready(List<EngineMount> mounts) implements Prepared {}

    /** For a person to act on. */
    record Refused(String why) implements Prepared {}
  }

  /** For a container that is about to be made. */
  Prepared prepare(Lease lease) throws EngineException {
    var ready = new ArrayList<EngineMount>();
    for (var mount : lease.spec().mounts()) {
      switch (mount.kind()) {
        case HOME -> ready.add(volume(lease.owner(), volumes.homeEngineName(lease.owner()), mount));
        case VOLUME -> {
          var volume = volumes.find(lease.owner(), mount.required()).map(Volume::engineName);
          if (volume.isEmpty()) {
            return new Prepared.Refused("the volume '" + mount.required() + "' is not there");
          }
          ready.add(volume(lease.owner(), volume.get(), mount));
        }
        case DATASET -> {
          switch (look(lease.owner(), mount)) {
            case Looked.Usable(var path) ->
                ready.add(
                    new EngineMount.Directory(path.toString(), mount.target(), mount.readOnly()));
            case Looked.Refused(var why) -> {
              return new Prepared.Refused(why);
            }
          }
        }
      }
    }
    return new Prepared.Ready(ready);
  }

  /**
   * Of a container that was there before: what somebody else has deleted of its home and volumes.
   */
  List<String> deleted(Lease lease) throws EngineException {
    var there = Set.copyOf(engine.volumes());
    return lease.spec().mounts().stream()
        .flatMap(mount -> deleted(lease.owner(), mount, there).stream())
        .toList();
  }

  private Optional<String> deleted(UserId owner, Mount mount, Set<String> there) {
    return switch (mount.kind()) {
      case HOME -> gone("home", volumes.homeEngineName(owner), there);
      case VOLUME ->
          volumes
              .find(owner, mount.required())
              .flatMap(it -> gone("volume '" + mount.required() + "'", it.engineName(), there));
      case DATASET -> Optional.empty();
    };
  }

  private static Optional<String> gone(String what, String engineName, Set<String> there) {
    return there.contains(engineName) ? Optional.empty() : Optional.of(what);
  }

  private EngineMount volume(UserId owner, String name, Mount mount) throws EngineException {
    engine.ensureVolume(name, owner.value());
    return new EngineMount.Volume(name, mount.target(), mount.readOnly());
  }

  /** Looks again before a start: what was published and allowed then may not be now. */
  Optional<String> refusal(Lease lease) {
    return lease.spec().mounts().stream()
        .filter(mount -> mount.kind() == Mount.Kind.DATASET)
        .map(mount -> look(lease.owner(), mount))
        .flatMap(seen -> seen instanceof Looked.Refused(var why) ? Stream.of(why) : Stream.of())
        .findFirst();
  }

  /** A dataset as it is now. */
  private sealed interface Looked {

    record Usable(Path path) implements Looked {}

    record Refused(String why) implements Looked {}
  }

  private Looked look(UserId owner, Mount mount) {
    String name = mount.required();
    if (!owners.mayMount(owner, name)) {
      return new Looked.Refused("your plan does not allow the dataset '" + name + "' any more");
    }
    return switch (datasets.resolve(name)) {
      case Resolved.Found(_, boolean writable) when !mount.readOnly() && !writable ->
          new Looked.Refused("the dataset '" + name + "' is read-only now");
      case Resolved.Found(var path, _) -> new Looked.Usable(path);
      case Resolved.Gone _ ->
          new Looked.Refused("the dataset '" + name + "' is not published any more");
      case Resolved.Unsafe(var reason) -> new Looked.Refused(reason);
    };
  }
}
