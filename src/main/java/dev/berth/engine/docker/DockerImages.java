package dev.berth.engine.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.BuildImageCmd;
import com.github.dockerjava.api.command.PullImageCmd;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.BuildResponseItem;
import com.github.dockerjava.api.model.PullResponseItem;
import com.github.dockerjava.api.model.ResponseItem;
import dev.berth.engine.EngineException;
import dev.berth.engine.ImageEngine;
import dev.berth.engine.model.BuildSpec;
import dev.berth.kernel.ImageRef;
import java.io.Closeable;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Images of one Docker Engine, built by its classic builder. */
public final class DockerImages implements ImageEngine, Closeable {

  private final DockerConfig.Deadlines deadline;
  private final DockerCalls calls;

  public DockerImages(DockerConfig config) {
    this.deadline = config.deadline();
    this.calls = new DockerCalls(config);
  }

  @Override
  public Optional<String> imageDigest(ImageRef image) throws EngineException {
    return calls.call("inspect image " + image, deadline.look(), docker -> id(docker, image));
  }

  @Override
  public OptionalLong imageSize(ImageRef image) throws EngineException {
    return calls.call(
        "inspect image " + image,
        deadline.look(),
        docker -> {
          try {
            Long size = docker.inspectImageCmd(image.value()).exec().getSize();
            return size == null ? OptionalLong.empty() : OptionalLong.of(size);
          } catch (NotFoundException missing) {
            return OptionalLong.empty();
          }
        });
  }

  private static Optional<String> id(DockerClient docker, ImageRef image) {
    try {
      return Optional.ofNullable(docker.inspectImageCmd(image.value()).exec().getId());
    } catch (NotFoundException missing) {
      return Optional.empty();
    }
  }

  @Override
  public void pull(ImageRef image, Consumer<String> progress) throws EngineException {
    String what = "pull image " + image;
    var failure = new AtomicReference<@Nullable String>();
    Map<String, String> last = new HashMap<>();
    try {
      calls.<PullResponseItem>drain(
          what,
          deadline.pull(),
          docker -> pull(docker, image),
          item -> {
            noteFailure(item, failure);
            tellPull(item, last, progress);
          });
    } catch (EngineException.Rejected e) {
      // The engine answered, so it was the registry that did not have it, or did not answer.
      throw new EngineException.ImageMissing(String.valueOf(e.getMessage()), e);
    }
    String text = failure.get();
    if (text != null) {
      throw new EngineException.ImageMissing(what + ": " + text);
    }
  }

  private static PullImageCmd pull(DockerClient docker, ImageRef image) {
    String name = image.value();
    boolean isTagged = name.contains("@") || name.lastIndexOf(':') > name.lastIndexOf('/');
    // Without a tag the engine would pull every tag there is.
    return docker.pullImageCmd(isTagged ? name : name + ":latest");
  }

  /** The same state of the same layer comes many times over, with a bar of another length. */
  private static void tellPull(
      PullResponseItem item, Map<String, String> last, Consumer<String> progress) {
    String status = item.getStatus();
    String layer = Objects.requireNonNullElse(item.getId(), "");
    if (status != null && !status.isBlank() && !status.equals(last.put(layer, status))) {
      progress.accept(layer.isEmpty() ? status : layer + ": " + status);
    }
  }

  @Override
  public void build(BuildSpec spec, Consumer<String> progress) throws EngineException {
    String what = "build image " + spec.tag();
    var failure = new AtomicReference<@Nullable String>();
    var lines = new Lines(progress);
    calls.<BuildResponseItem>drain(
        what,
        deadline.build(),
        docker -> build(docker, spec),
        item -> {
          noteFailure(item, failure);
          if (item.getStream() != null) {
            lines.add(item.getStream());
          }
        });
    lines.finish();
    String text = failure.get();
    if (text != null) {
      throw new EngineException.Rejected(what + ": " + text);
    }
  }

  private static BuildImageCmd build(DockerClient docker, BuildSpec spec) {
    BuildImageCmd command =
        docker
            .buildImageCmd(TarArchive.of(spec.files()))
            .withTags(Set.of(spec.tag().value()))
            .withLabels(spec.labels())
            .withRemove(true)
            // Also after a failed step or a lost client.
            .withForcerm(true);
    spec.args().forEach(command::withBuildArg);
    return command;
  }

  private static void noteFailure(ResponseItem item, AtomicReference<@Nullable String> failure) {
    ResponseItem.ErrorDetail detail = item.getErrorDetail();
    if (detail != null && detail.getMessage() != null) {
      failure.set(detail.getMessage());
    }
  }

  @Override
  public void removeImage(ImageRef image) throws EngineException {
    calls.call(
        "remove image " + image,
        deadline.change(),
        docker -> {
          try {
            docker.removeImageCmd(image.value()).exec();
            return true;
          } catch (NotFoundException gone) {
            return false;
          }
        });
  }

  @Override
  public void close() throws IOException {
    calls.close();
  }
}
