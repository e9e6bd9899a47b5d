package dev.berth.engine.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectVolumeResponse;
import com.github.dockerjava.api.exception.NotFoundException;
import dev.berth.engine.EngineException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Named volumes of one installation. */
final class DockerVolumes {

  private final DockerCalls calls;
  private final DockerConfig.Deadlines deadline;
  private final DockerLabels labels;

  DockerVolumes(DockerCalls calls, DockerConfig config, DockerLabels labels) {
    this.calls = calls;
    this.deadline = config.deadline();
    this.labels = labels;
  }

  void ensure(String name, String owner) throws EngineException {
    String what = "make volume " + name;
    // Creating what exists is fine for Docker, whoever's it is and whatever its labels.
    boolean own =
        calls.call(
            what,
            deadline.change(),
            docker -> {
              docker.createVolumeCmd().withName(name).withLabels(labels.volume(owner)).exec();
              return inspect(docker, name).map(this::isOwn).orElse(true);
            });
    if (!own) {
      throw new EngineException.Rejected(what + ": there is one that is none of ours");
    }
  }

  List<String> names() throws EngineException {
    return calls.call(
        "list volumes",
        deadline.look(),
        docker ->
            Objects.requireNonNullElse(
                    docker
                        .listVolumesCmd()
                        .withFilter("label", List.of(labels.filter()))
                        .exec()
                        .getVolumes(),
                    List.<InspectVolumeResponse>of())
                .stream()
                .map(InspectVolumeResponse::getName)
                .toList());
  }

  void remove(String name) throws EngineException {
    String what = "remove volume " + name;
    boolean foreign =
        calls.call(what, deadline.change(), docker -> isForeignAfterRemoval(docker, name));
    if (foreign) {
      throw new EngineException.Rejected(what + ": it is none of ours");
    }
  }

  private boolean isForeignAfterRemoval(DockerClient docker, String name) {
    Optional<InspectVolumeResponse> volume = inspect(docker, name);
    if (volume.isPresent() && !isOwn(volume.get())) {
      return true;
    }
    try {
      docker.removeVolumeCmd(name).exec();
    } catch (NotFoundException gone) {
      return false;
    }
    return false;
  }

  private boolean isOwn(InspectVolumeResponse volume) {
    return labels.isOwn(volume.getLabels());
  }

  private static Optional<InspectVolumeResponse> inspect(DockerClient docker, String name) {
    try {
      return Optional.of(docker.inspectVolumeCmd(name).exec());
    } catch (NotFoundException gone) {
      return Optional.empty();
    }
  }
}
