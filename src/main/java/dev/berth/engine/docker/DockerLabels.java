package dev.berth.engine.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.exception.NotFoundException;
import dev.berth.kernel.LeaseId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The labels by which an installation knows what is its own on a shared engine. */
record DockerLabels(String installation) {

  static final String INSTALLATION = "dev.berth.installation";
  static final String LEASE = "dev.berth.lease";
  static final String GENERATION = "dev.berth.generation";

  /** The GPUs of a container, for lists of containers don't show them. */
  static final String GPUS = "dev.berth.gpus";

  /** The installation that looks at GPUs by a container, which is none of a lease. */
  static final String PROBE = "dev.berth.probe";

  static final String OWNER = "dev.berth.owner";

  /** The installation whose snapshot an image is, and with it all that is made from that. */
  static final String SNAPSHOT = "dev.berth.snapshot";

  Map<String, String> own() {
    return Map.of(INSTALLATION, installation);
  }

  Map<String, String> snapshots() {
    return Map.of(SNAPSHOT, installation);
  }

  /** Of a container, and of what is kept of one. */
  Map<String, String> container(LeaseId lease, int generation) {
    return Map.of(
        INSTALLATION, installation, LEASE, lease.value(), GENERATION, Integer.toString(generation));
  }

  /** Says it of none too: an image that was made of a container with GPUs has their label. */
  Map<String, String> container(LeaseId lease, int generation, List<String> gpus) {
    return Map.of(
        INSTALLATION,
        installation,
        LEASE,
        lease.value(),
        GENERATION,
        Integer.toString(generation),
        GPUS,
        String.join(",", gpus));
  }

  Map<String, String> volume(String owner) {
    return Map.of(INSTALLATION, installation, OWNER, owner);
  }

  /**
   * Takes back all that an image has from its container. It is no copy of a lease; and whoever
   * builds from it must not make containers that seem to be this installation's.
   */
  Map<String, String> snapshot() {
    return Map.of(
        INSTALLATION, "", LEASE, "", GENERATION, "", GPUS, "", OWNER, "", SNAPSHOT, installation);
  }

  /** The filter of the list calls that take text. */
  String filter() {
    return INSTALLATION + "=" + installation;
  }

  /** A container by its exact name: the engine would take the beginning of an id too. */
  Optional<InspectContainerResponse> inspect(DockerClient docker, String name) {
    try {
      return Optional.of(docker.inspectContainerCmd(name).exec())
          .filter(found -> found.getName().equals("/" + name))
          .filter(found -> isOwn(found.getConfig().getLabels()));
    } catch (NotFoundException missing) {
      return Optional.empty();
    }
  }

  boolean isOwn(@Nullable Map<String, String> labels) {
    return labels != null && installation.equals(labels.get(INSTALLATION));
  }

  boolean isSnapshot(@Nullable Map<String, String> labels) {
    return labels != null
        && installation.equals(labels.get(SNAPSHOT))
        && labels.getOrDefault(INSTALLATION, "").isEmpty();
  }

  static Optional<LeaseId> lease(@Nullable Map<String, String> labels) {
    return Optional.ofNullable(labels)
        .map(all -> all.get(LEASE))
        .filter(LeaseId::isValid)
        .map(LeaseId::new);
  }

  static List<String> gpus(@Nullable Map<String, String> labels) {
    return Optional.ofNullable(labels).map(all -> all.get(GPUS)).stream()
        .flatMap(text -> Arrays.stream(text.split(",")))
        .filter(gpu -> !gpu.isEmpty())
        .toList();
  }

  /** 0 for a container that is older than this label. */
  static int generation(@Nullable Map<String, String> labels) {
    return Optional.ofNullable(labels)
        .map(all -> all.get(GENERATION))
        .filter(text -> text.matches("\\d{1,9}"))
        .map(Integer::valueOf)
        .orElse(0);
  }
}
