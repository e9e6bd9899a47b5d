package dev.berth.dataset;

import dev.berth.audit.Audit;
import dev.berth.dataset.HostFiles.Sight;
import dev.berth.home.Home;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.logging.Log;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Publishes directories of the host, and looks again each time one is to be mounted. */
@Singleton
public class Datasets {

  private final DatasetStore store;
  private final Audit audit;
  private final DatasetConfig config;
  private final Home home;
  private final Counter unsafe;

  public Datasets(
      DatasetStore store, Audit audit, DatasetConfig config, Home home, MeterRegistry meters) {
    this.store = store;
    this.audit = audit;
    this.config = config;
    this.home = home;
    this.unsafe =
        Counter.builder("berth.dataset.unsafe")
            .description("Datasets that were not mounted because their path was not safe any more")
            .register(meters);
  }

  /**
   * Publishes a directory, in place of what has the name. A path that can't be seen from where
   * Berth runs is taken as it is, and marked.
   *
   * @param name by {@link Dataset#NAME_PATTERN}
   */
  public Publication publish(
      String actor, String name, String path, String description, boolean writable) {
    var refusal = paths().refusal(path);
    if (refusal.isPresent()) {
      return new Publication.Refused(refusal.get());
    }
    return switch (HostFiles.look(Path.of(path))) {
      case Sight.Link(var link, var real) ->
          new Publication.Refused(
              "must have no symbolic link in it: " + link + " is one, and it leads to " + real);
      case Sight.NoDirectory _ -> new Publication.Refused("must be a directory");
      case Sight.Directory _ -> put(actor, new Dataset(name, path, description, writable, true));
      case Sight.Hidden _ -> put(actor, new Dataset(name, path, description, writable, false));
    };
  }

  private Publication put(String actor, Dataset dataset) {
    return audit.together(
        () -> {
          var outcome = store.put(dataset);
          if (outcome instanceof Publication.Published(_, boolean created)) {
            audit.record(
                actor,
                created ? "dataset.publish" : "dataset.change",
                dataset.name(),
                (dataset.writable() ? "writable " : "read-only ") + dataset.path());
          }
          return outcome;
        });
  }

  /** Takes a name back. Workspaces that have the directory keep it until they are made anew. */
  public boolean remove(String actor, String name) {
    return audit.together(
        () -> {
          boolean removed = store.remove(name);
          if (removed) {
            audit.record(actor, "dataset.remove", name, "");
          }
          return removed;
        });
  }

  public Optional<Dataset> find(String name) {
    return store.find(name);
  }

  /** By name. */
  public List<Dataset> list() {
    return store.list();
  }

  /**
   * What is to be mounted for a name now. To be asked right before each start of a container: since
   * the last time the directory may have been replaced by a link to somewhere else.
   */
  public Resolved resolve(String name) {
    var dataset = store.find(name).orElse(null);
    if (dataset == null) {
      return new Resolved.Gone();
    }
    var refusal = paths().refusal(dataset.path());
    if (refusal.isPresent()) {
      return unsafe(dataset, "its path may not be published any more", refusal.get());
    }
    var path = Path.of(dataset.path());
    return switch (HostFiles.look(path)) {
      case Sight.Directory _ -> new Resolved.Found(path, dataset.writable());
      case Sight.Hidden _ when !dataset.seen() -> new Resolved.Found(path, dataset.writable());
      case Sight.Hidden _ -> unsafe(dataset, "its directory is not there", "is not there");
      case Sight.NoDirectory _ ->
          unsafe(dataset, "it is not a directory any more", "is no directory");
      case Sight.Link(var link, var real) ->
          unsafe(
              dataset,
              "its path has a symbolic link in it now",
              "has a symbolic link at " + link + " and leads to " + real);
    };
  }

  private Resolved unsafe(Dataset dataset, String forUsers, String forAdmins) {
    unsafe.increment();
    Log.warnf(
        "dataset %s is not mounted: its path %s %s", dataset.name(), dataset.path(), forAdmins);
    return new Resolved.Unsafe(
        "the dataset '" + dataset.name() + "' can't be mounted: " + forUsers + "; ask an admin");
  }

  /** Made anew for each question: where Berth's home really is can change too. */
  private DatasetPaths paths() {
    return new DatasetPaths(config.roots().stream().map(Path::of).toList(), own());
  }

  private Set<Path> own() {
    var own = new LinkedHashSet<Path>();
    own.add(home.directory());
    try {
      own.add(home.directory().toRealPath());
    } catch (IOException _) {
      // Not there yet, so there is nothing in it to be seen.
    }
    return own;
  }
}
