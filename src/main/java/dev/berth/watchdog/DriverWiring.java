package dev.berth.watchdog;

import dev.berth.lease.AdmissionRules;
import dev.berth.lease.LeaseQueue;
import dev.berth.node.Node;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Puts together what {@link BringUp} and {@link Driver} need to know of their surroundings. */
class DriverWiring {

  @Produces
  @Singleton
  Driver.Grants grants(AdmissionRules rules, LeaseQueue queue) {
    return new Driver.Grants(rules, queue);
  }

  @Produces
  @Singleton
  BringUp.Place place(Node node, Mounts mounts, Links links, Copies copies, WatchdogConfig config) {
    return new BringUp.Place(node, mounts, links, copies, config.readyWithin());
  }
}
