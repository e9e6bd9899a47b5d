package dev.berth.node;

import dev.berth.grant.model.PortRange;
import dev.berth.kernel.PortNumber;
import jakarta.inject.Singleton;
import java.net.InetSocketAddress;
import java.util.Set;

/** The one node of this installation, as its configuration describes it. */
@Singleton
public class Node {

  private static final Set<String> WILDCARDS = Set.of("0.0.0.0", "::", "[::]");

  private final NodeConfig config;
  private final PortRange ports;

  public Node(NodeConfig config) {
    this.config = config;
    this.ports =
        new PortRange(new PortNumber(config.firstPort()), new PortNumber(config.lastPort()));
  }

  /** What users connect to. */
  public String address() {
    return config.address();
  }

  public String bindAddress() {
    return config.bindAddress();
  }

  public PortRange ports() {
    return ports;
  }

  /** Where Berth itself reaches a published port. */
  public InetSocketAddress probeAddress(PortNumber port) {
    String bind = config.bindAddress();
    String host = config.probeAddress().orElse(WILDCARDS.contains(bind) ? "127.0.0.1" : bind);
    return new InetSocketAddress(host, port.value());
  }
}
