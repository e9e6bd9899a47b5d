package dev.berth.engine.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.exception.NotFoundException;
import dev.berth.engine.EngineException;
import dev.berth.engine.SnapshotEngine;
import dev.berth.engine.model.ExecResult;
import dev.berth.engine.model.FileEntry;
import dev.berth.engine.model.SnapshotSpec;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import org.jboss.logging.Logger;

/**
 * Images of one installation's containers on one Docker Engine, for their owners. It has
 * connections of its own, for an image may take long.
 */
public final class DockerSnapshots implements SnapshotEngine, Closeable {

  private static final Logger LOG = Logger.getLogger(DockerSnapshots.class);
  private static final int ROOT_ONLY = 0600;

  /** What takes the secrets out of a container that runs, and puts them back. */
  private static final String SCRIPT = script();

  private final DockerConfig.Deadlines deadline;
  private final DockerLabels labels;
  private final DockerCalls calls;
  private final DockerExec exec;

  /**
   * @param installation as {@link DockerEngine} has it
   */
  public DockerSnapshots(DockerConfig config, String installation) {
    this.deadline = config.deadline();
    this.labels = new DockerLabels(installation);
    this.calls = new DockerCalls(config);
    this.exec = new DockerExec(calls, deadline);
  }

  private static String script() {
    String name = "/engine/berth-snapshot";
    try (InputStream in =
        Objects.requireNonNull(DockerSnapshots.class.getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * An image on its way.
   *
   * @param repository where it is, by the tag {@code token}, until it is known to hold no secret
   */
  private record Take(
      String what,
      SnapshotSpec spec,
      InspectContainerResponse container,
      String repository,
      String token) {

    String name() {
      return spec.lease().containerName();
    }

    String id() {
      return container.getId();
    }

    EngineException.Rejected rejected(String why) {
      return new EngineException.Rejected(what + ": " + why);
    }
  }

  @Override
  public void take(SnapshotSpec spec) throws EngineException {
    String name = spec.lease().containerName();
    String what = "make an image of container " + name;
    var container =
        calls
            .call(what, deadline.look(), docker -> labels.inspect(docker, name))
            .orElseThrow(() -> new EngineException.Rejected(what + ": there is none"));
    String token = UUID.randomUUID().toString().replace("-", "");
    var take = new Take(what, spec, container, repository(spec), token);
    try {
      String image = make(take);
      calls.call(what, deadline.change(), docker -> tag(docker, image, spec.image().value()));
    } catch (EngineException.ImageMissing e) {
      // That of the container itself.
      throw new EngineException.Rejected(String.valueOf(e.getMessage()), e);
    } finally {
      afterwards(() -> removeTemporary(take));
    }
  }

  @Override
  public void resume(String name) throws EngineException {
    String what = "resume container " + name;
    calls.call(
        what,
        deadline.change(),
        docker -> {
          labels
              .inspect(docker, name)
              .filter(found -> Boolean.TRUE.equals(found.getState().getPaused()))
              .ifPresent(found -> docker.unpauseContainerCmd(found.getId()).exec());
          return true;
        });
  }

  private String repository(SnapshotSpec spec) {
    return "berth-%s-taken/%s"
        .formatted(labels.installation(), spec.lease().value().toLowerCase(Locale.ROOT));
  }

  private String make(Take take) throws EngineException {
    var state = take.container().getState();
    if (Boolean.TRUE.equals(state.getPaused())) {
      throw take.rejected("it is frozen");
    }
    if (take.spec().isOpen()) {
      return commit(take);
    }
    return Boolean.TRUE.equals(state.getRunning()) ? ofRunning(take) : ofStopped(take);
  }

  private String ofRunning(Take take) throws EngineException {
    var hold = new ArrayList<>(List.of("hold", take.token()));
    hold.add(take.spec().passwordOf().orElse(""));
    hold.addAll(take.spec().secrets());
    boolean released = false;
    try {
      require(take, run(take, hold));
      String image = commit(take);
      released = true;
      require(take, run(take, List.of("release", take.token())));
      return image;
    } finally {
      if (!released) {
        afterwards(() -> run(take, List.of("release", take.token())));
      }
    }
  }

  private ExecResult run(Take take, List<String> arguments) throws EngineException {
    var command = new ArrayList<>(List.of("/bin/sh", "-c", SCRIPT, "berth-snapshot"));
    command.addAll(arguments);
    return exec.run(take.name(), take.id(), command);
  }

  private static void require(Take take, ExecResult result) throws EngineException {
    if (result.exitCode() != 0) {
      throw take.rejected(result.output().strip() + "; try again");
    }
  }

  /** The secrets come with the next start. */
  private String ofStopped(Take take) throws EngineException {
    calls.call(take.what(), deadline.change(), docker -> blank(docker, take));
    String image = commit(take);
    // They come before the start itself.
    if (!calls.call(
        take.what(),
        deadline.change(),
        docker -> DockerSecrets.areBlank(docker, take.id(), take.spec().secrets()))) {
      throw take.rejected("it was started meanwhile; try again");
    }
    return image;
  }

  private static boolean blank(DockerClient docker, Take take) {
    var blanks =
        take.spec().secrets().stream()
            .map(path -> new FileEntry(path, ROOT_ONLY, new byte[0]))
            .toList();
    DockerSecrets.blank(docker, take.id(), blanks, take.spec().passwordOf());
    return true;
  }

  private String commit(Take take) throws EngineException {
    return calls.call(
        take.what(),
        deadline.build(),
        docker ->
            docker
                .commitCmd(take.id())
                .withRepository(take.repository())
                .withTag(take.token())
                .withPause(true)
                .withLabels(labels.snapshot())
                .withEnv(DockerCopies.env(docker, take.container()).toArray(String[]::new))
                .exec());
  }

  private static boolean tag(DockerClient docker, String id, String name) {
    int colon = name.lastIndexOf(':');
    docker.tagImageCmd(id, name.substring(0, colon), name.substring(colon + 1)).exec();
    return true;
  }

  /**
   * With the image, where that has got no other name. One that the engine was still making when it
   * was given up on stays, by this name, until somebody prunes it.
   */
  private boolean removeTemporary(Take take) throws EngineException {
    String name = take.repository() + ":" + take.token();
    return calls.call(
        "remove image " + name,
        deadline.change(),
        docker -> {
          try {
            docker.removeImageCmd(name).exec();
            return true;
          } catch (NotFoundException none) {
            return false;
          }
        });
  }

  /** What is to be tried in any case, also by a thread that is to end. */
  private static void afterwards(Afterwards work) {
    boolean interrupted = Thread.interrupted();
    try {
      work.run();
    } catch (EngineException e) {
      LOG.warnf("after an image: %s", e.getMessage());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @FunctionalInterface
  private interface Afterwards {
    void run() throws EngineException;
  }

  @Override
  public void close() throws IOException {
    calls.close();
  }
}
