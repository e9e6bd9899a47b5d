package dev.berth.engine.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.ContainerNetwork;
import com.github.dockerjava.api.model.Link;
import com.github.dockerjava.api.model.Network;
import dev.berth.engine.EngineException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Networks on which linked containers of one owner reach each other, one for each owner who has
 * any. They lead nowhere else: the way out stays the installation's bridge.
 */
final class DockerLinks {

  private final DockerCalls calls;
  private final DockerLabels labels;
  private final String prefix;
  private final Duration limit;

  DockerLinks(DockerCalls calls, DockerConfig config, DockerLabels labels) {
    this.calls = calls;
    this.labels = labels;
    this.prefix = config.networkPrefix() + "-" + labels.installation() + "-links-";
    this.limit = config.deadline().change();
  }

  /** Ties a container to its owner's network, with other names for some of the others there. */
  void join(String id, String owner, Map<String, String> containersByAlias) throws EngineException {
    calls.call(
        "link container " + id,
        limit,
        docker -> {
          String network = ensure(docker, owner);
          if (isMember(docker.inspectContainerCmd(id).exec(), network)) {
            return false;
          }
          docker
              .connectToNetworkCmd()
              .withNetworkId(network)
              .withContainerId(id)
              .withContainerNetwork(
                  new ContainerNetwork()
                      .withLinks(
                          containersByAlias.entrySet().stream()
                              .map(link -> new Link(link.getValue(), link.getKey()))
                              .toArray(Link[]::new)))
              .exec();
          return true;
        });
  }

  private static boolean isMember(InspectContainerResponse container, String network) {
    return container.getNetworkSettings().getNetworks().values().stream()
        .anyMatch(member -> network.equals(member.getNetworkID()));
  }

  private String ensure(DockerClient docker, String owner) {
    var there = find(docker, owner);
    if (!there.isEmpty()) {
      return there.getFirst();
    }
    try {
      docker
          .createNetworkCmd()
          .withName(prefix + owner)
          .withDriver("bridge")
          .withInternal(true)
          .withCheckDuplicate(true)
          .withLabels(labels.volume(owner))
          .exec();
    } catch (ConflictException madeByAnother) {
      // What counts is that there is one.
    }
    return find(docker, owner).getFirst();
  }

  /** By id, in an order that every replica agrees on; the engine's own filter matches parts too. */
  private List<String> find(DockerClient docker, String owner) {
    return all(docker).stream()
        .filter(network -> network.getName().equals(prefix + owner))
        .map(Network::getId)
        .sorted()
        .toList();
  }

  private List<Network> all(DockerClient docker) {
    return docker.listNetworksCmd().withNameFilter(prefix).exec().stream()
        .filter(network -> network.getName().startsWith(prefix))
        .toList();
  }

  /** Owners who have such a network. */
  List<String> owners() throws EngineException {
    return calls.call(
        "list networks",
        limit,
        docker ->
            all(docker).stream()
                .filter(network -> labels.isOwn(network.getLabels()))
                .map(network -> network.getName().substring(prefix.length()))
                .distinct()
                .toList());
  }

  /** Removes an owner's network; whoever is on it keeps the installation's bridge. */
  void remove(String owner) throws EngineException {
    calls.call(
        "remove the network of " + owner,
        limit,
        docker -> {
          all(docker).stream()
              .filter(network -> network.getName().equals(prefix + owner))
              .filter(network -> labels.isOwn(network.getLabels()))
              .forEach(network -> remove(docker, network.getId()));
          return true;
        });
  }

  private static void remove(DockerClient docker, String network) {
    // Also those that are down: they could not start again without it.
    var members = docker.listContainersCmd().withShowAll(true).withNetworkFilter(List.of(network));
    for (var member : members.exec()) {
      docker
          .disconnectFromNetworkCmd()
          .withNetworkId(network)
          .withContainerId(member.getId())
          .withForce(true)
          .exec();
    }
    try {
      docker.removeNetworkCmd(network).exec();
    } catch (NotFoundException gone) {
      // What counts is that it is gone.
    }
  }
}
