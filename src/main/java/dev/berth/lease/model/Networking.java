package dev.berth.lease.model;

import dev.berth.kernel.LeaseId;
import dev.berth.kernel.PortNumber;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a workspace is tied to the world.
 *
 * @param joins the lease whose network is shared, for {@link Mode#CONTAINER}
 * @param ports wanted on the host; SSH's own is one of them
 * @param expose ports that linked leases may expect, published nowhere
 * @param links own leases that are reached by name, by that alias
 * @param dns name servers in place of the engine's
 */
public record Networking(
    Mode mode,
    @Nullable LeaseId joins,
    List<WantedPort> ports,
    List<PortNumber> expose,
    Map<String, LeaseId> links,
    List<String> dns) {

  public Networking {
    ports = List.copyOf(ports);
    expose = List.copyOf(expose);
    links = Map.copyOf(links);
    dns = List.copyOf(dns);
  }

  /** Stored by name: rename only with a migration. */
  public enum Mode {
    /** The installation's own bridge. */
    BRIDGE,
    /** The host's own network, with every port of it. */
    HOST,
    NONE,
    /** That of another lease. */
    CONTAINER
  }
}
