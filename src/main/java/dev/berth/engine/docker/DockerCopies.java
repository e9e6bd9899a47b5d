package dev.berth.engine.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Image;
import dev.berth.engine.EngineException;
import dev.berth.engine.model.KeepSpec;
import dev.berth.engine.model.KeptImage;
import dev.berth.kernel.ImageRef;
import dev.berth.kernel.LeaseId;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Images made of an installation's containers. */
final class DockerCopies {

  private static final String UNTAGGED = "<none>:<none>";

  private final DockerCalls calls;
  private final DockerConfig.Deadlines deadline;
  private final DockerLabels labels;

  DockerCopies(DockerCalls calls, DockerConfig config, DockerLabels labels) {
    this.calls = calls;
    this.deadline = config.deadline();
    this.labels = labels;
  }

  /** By the id of the container that was looked at: its name may be another's by now. */
  void keep(KeepSpec spec, InspectContainerResponse container) throws EngineException {
    String what = "keep container " + spec.lease().containerName();
    if (Observation.of(container).isRunning()) {
      throw new EngineException.Rejected(what + ": it runs");
    }
    calls.call(what, deadline.build(), docker -> keep(docker, spec, container));
  }

  private boolean keep(DockerClient docker, KeepSpec spec, InspectContainerResponse container) {
    if (exists(docker, tag(spec))) {
      return false;
    }
    String id = container.getId();
    DockerSecrets.blank(docker, id, spec.blanks(), spec.passwordOf());
    docker
        .commitCmd(id)
        .withRepository(repository(spec.lease()))
        .withTag(Integer.toString(spec.generation()))
        .withLabels(labels.container(spec.lease(), spec.generation()))
        .withEnv(env(docker, container).toArray(String[]::new))
        .exec();
    return true;
  }

  private static boolean exists(DockerClient docker, String tag) {
    try {
      docker.inspectImageCmd(tag).exec();
      return true;
    } catch (NotFoundException missing) {
      return false;
    }
  }

  /**
   * The environment that the container's own image gave it. The engine adds what the container has
   * beside that, unless the name is there: a name alone takes its variable out of the environment
   * of whatever is made from the image and does not set it.
   */
  static List<String> env(DockerClient docker, InspectContainerResponse container) {
    var config = docker.inspectImageCmd(container.getImageId()).exec().getConfig();
    var before =
        variables(config == null ? null : config.getEnv())
            .filter(variable -> variable.contains("="))
            .toList();
    var names = new LinkedHashSet<String>();
    variables(container.getConfig().getEnv()).map(DockerCopies::name).forEach(names::add);
    before.forEach(variable -> names.remove(name(variable)));
    return Stream.concat(before.stream(), names.stream()).toList();
  }

  private static Stream<String> variables(String @Nullable [] env) {
    return env == null ? Stream.of() : Arrays.stream(env);
  }

  private static String name(String variable) {
    return variable.split("=", 2)[0];
  }

  private String tag(KeepSpec spec) {
    return repository(spec.lease()) + ":" + spec.generation();
  }

  private String repository(LeaseId lease) {
    return "berth-" + labels.installation() + "-kept/" + lease.value().toLowerCase(Locale.ROOT);
  }

  List<KeptImage> list() throws EngineException {
    return calls.call(
        "list kept images",
        deadline.look(),
        docker ->
            docker.listImagesCmd().withLabelFilter(labels.own()).exec().stream()
                .flatMap(DockerCopies::kept)
                .toList());
  }

  /** Two replicas that kept one container at once leave an image without a tag. */
  private static Stream<KeptImage> kept(Image image) {
    int generation = DockerLabels.generation(image.getLabels());
    return DockerLabels.lease(image.getLabels()).stream()
        .flatMap(
            lease ->
                names(image).map(name -> new KeptImage(lease, generation, new ImageRef(name))));
  }

  /** The tags of an image, or its id where it has none. */
  static Stream<String> names(Image image) {
    var tags =
        Stream.of(Objects.requireNonNullElse(image.getRepoTags(), new String[0]))
            .filter(tag -> !tag.equals(UNTAGGED))
            .toList();
    return tags.isEmpty() ? Stream.of(image.getId()) : tags.stream();
  }

  void remove(KeptImage image) throws EngineException {
    calls.call(
        "remove image " + image.image(),
        deadline.change(),
        docker -> {
          try {
            docker.removeImageCmd(image.image().value()).exec();
            return true;
          } catch (NotFoundException gone) {
            return false;
          }
        });
  }
}
