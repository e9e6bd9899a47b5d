package dev.berth.engine.docker;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.DockerException;
import com.github.dockerjava.api.model.Network;
import dev.berth.engine.EngineException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jboss.logging.Logger;

/**
 * The bridge network of an installation. Workspaces reach the world through it but not each other.
 */
final class DockerNetwork {

  private static final Logger LOG = Logger.getLogger(DockerNetwork.class);
  private static final Map<String, String> ISOLATED =
      Map.of("com.docker.network.bridge.enable_icc", "false");

  private final DockerCalls calls;
  private final DockerLabels labels;
  private final String name;
  private final Duration limit;
  private final ReentrantLock making = new ReentrantLock();

  DockerNetwork(DockerCalls calls, DockerConfig config, DockerLabels labels) {
    this.calls = calls;
    this.labels = labels;
    this.name = config.networkPrefix() + "-" + labels.installation();
    this.limit = config.deadline().change();
  }

  String name() {
    return name;
  }

  /** Makes the network where it is missing, also after somebody removed it. */
  void ensure() throws EngineException {
    if (!calls.call("look for network " + name, limit, this::sameName).isEmpty()) {
      return;
    }
    making.lock();
    try {
      calls.call("make network " + name, limit, this::make);
    } finally {
      making.unlock();
    }
  }

  /** Ties a container that is down to the network as it is now. */
  void reattach(DockerClient docker, String container) {
    docker
        .disconnectFromNetworkCmd()
        .withNetworkId(name)
        .withContainerId(container)
        .withForce(true)
        .exec();
    docker.connectToNetworkCmd().withNetworkId(name).withContainerId(container).exec();
  }

  private boolean make(DockerClient docker) {
    if (!sameName(docker).isEmpty()) {
      return false;
    }
    try {
      docker
          .createNetworkCmd()
          .withName(name)
          .withDriver("bridge")
          .withCheckDuplicate(true)
          .withOptions(ISOLATED)
          .withLabels(labels.own())
          .exec();
    } catch (ConflictException madeByAnother) {
      LOG.debugf(madeByAnother, "network %s", name);
    }
    dropTwins(docker);
    return true;
  }

  /**
   * Before Engine 25 names of networks are not unique, so two replicas can make one each, and a
   * container cannot start on an ambiguous name. All replicas keep the same one.
   */
  private void dropTwins(DockerClient docker) {
    sameName(docker).stream()
        .map(Network::getId)
        .sorted()
        .skip(1)
        .forEach(
            twin -> {
              try {
                docker.removeNetworkCmd(twin).exec();
              } catch (DockerException e) {
                LOG.warnf(e, "a second network %s: %s", name, twin);
              }
            });
  }

  /** The engine's own filter matches parts of names too. */
  private List<Network> sameName(DockerClient docker) {
    return docker.listNetworksCmd().withNameFilter(name).exec().stream()
        .filter(network -> name.equals(network.getName()))
        .toList();
  }
}
