package dev.berth.engine.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.Image;
import dev.berth.engine.EngineException;
import dev.berth.engine.OwnImages;
import dev.berth.engine.model.OwnImage;
import dev.berth.kernel.ImageRef;
import java.io.Closeable;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Images of one installation on one Docker Engine. */
public final class DockerOwnImages implements OwnImages, Closeable {

  private final DockerConfig.Deadlines deadline;
  private final DockerLabels labels;
  private final DockerCalls calls;

  /**
   * @param installation as {@link DockerEngine} has it
   */
  public DockerOwnImages(DockerConfig config, String installation) {
    this.deadline = config.deadline();
    this.labels = new DockerLabels(installation);
    this.calls = new DockerCalls(config);
  }

  @Override
  public List<OwnImage> list() throws EngineException {
    return calls.call("list images", deadline.look(), this::list);
  }

  private List<OwnImage> list(DockerClient docker) {
    var own =
        Stream.concat(
            docker.listImagesCmd().withLabelFilter(labels.own()).exec().stream()
                .filter(image -> labels.isOwn(image.getLabels())),
            docker.listImagesCmd().withLabelFilter(labels.snapshots()).exec().stream()
                .filter(image -> labels.isSnapshot(image.getLabels())));
    // Everybody's containers and images: what is made from ours need not be ours.
    Set<String> used = new HashSet<>();
    docker.listContainersCmd().withShowAll(true).exec().stream()
        .map(Container::getImageId)
        .forEach(used::add);
    docker.listImagesCmd().exec().stream().map(Image::getParentId).forEach(used::add);
    return own.flatMap(
            image ->
                DockerCopies.names(image)
                    .map(
                        name ->
                            new OwnImage(
                                new ImageRef(name),
                                DockerLabels.lease(image.getLabels()),
                                image.getSize(),
                                used.contains(image.getId()))))
        .toList();
  }

  @Override
  public void remove(ImageRef image) throws EngineException {
    String what = "remove image " + image;
    boolean isOwn = calls.call(what, deadline.change(), docker -> removeOwn(docker, image.value()));
    if (!isOwn) {
      throw new EngineException.Rejected(what + ": it is none of this installation");
    }
  }

  /** False where the label is missing. Never by force: the engine looks for users once more. */
  private boolean removeOwn(DockerClient docker, String image) {
    try {
      var config = docker.inspectImageCmd(image).exec().getConfig();
      if (config == null
          || !(labels.isOwn(config.getLabels()) || labels.isSnapshot(config.getLabels()))) {
        return false;
      }
      docker.removeImageCmd(image).withForce(false).exec();
    } catch (NotFoundException gone) {
      // What counts is that it is gone.
    }
    return true;
  }

  @Override
  public void close() throws IOException {
    calls.close();
  }
}
