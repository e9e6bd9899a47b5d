package dev.berth.watchdog;

import dev.berth.node.Node;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Puts together what {@link BringUp} needs to know of its surroundings. */
class BringUpWiring {

  @Produces
  @Singleton
  BringUp.Place place(
      Node node,
      Mounts mounts,
      Links links,
      SharedNetwork network,
      Copies copies,
      WatchdogConfig config) {
    return new BringUp.Place(node, mounts, links, network, copies, config.readyWithin());
  }
}
