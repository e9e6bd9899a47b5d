package dev.berth.watchdog;

import dev.berth.engine.ContainerEngine;
import dev.berth.engine.EngineException;
import dev.berth.kernel.LeaseId;
import dev.berth.kernel.UserId;
import dev.berth.lease.LeaseStore;
import dev.berth.lease.model.Lease;
import dev.berth.lease.model.Networking.Mode;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Ties together the containers of leases that link each other. */
@Singleton
class Links {

  private final ContainerEngine engine;
  private final LeaseStore leases;

  Links(ContainerEngine engine, LeaseStore leases) {
    this.engine = engine;
    this.leases = leases;
  }

  /** Before a container starts: its own links, and those of others to it. */
  void tie(Lease lease) throws EngineException {
    if (lease.spec().network().mode() != Mode.BRIDGE) {
      return;
    }
    var own = lease.spec().network().links();
    if (own.isEmpty() && !isLinked(lease)) {
      return;
    }
    String owner = lease.owner().value();
    engine.link(
        lease.id().containerName(),
        owner,
        own.entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, link -> link.getValue().containerName())));
    for (LeaseId other : own.values()) {
      if (engine.find(other.containerName()).isPresent()) {
        engine.link(other.containerName(), owner, Map.of());
      }
    }
  }

  private boolean isLinked(Lease lease) {
    return leases.live(lease.owner()).stream()
        .anyMatch(other -> other.spec().network().links().containsValue(lease.id()));
  }

  /** Gives the networks back of owners none of whose leases links another any more. */
  void removeUnused() throws EngineException {
    for (String owner : unused()) {
      remove(owner);
    }
  }

  /** Owners of such networks. */
  List<String> unused() throws EngineException {
    return engine.linkOwners().stream().filter(owner -> !hasLinks(owner)).toList();
  }

  void remove(String owner) throws EngineException {
    engine.removeLinks(owner);
  }

  private boolean hasLinks(String owner) {
    return leases.live(new UserId(owner)).stream()
        .anyMatch(lease -> !lease.spec().network().links().isEmpty());
  }
}
