package dev.berth.lease.model;

import dev.berth.kernel.PortNumber;
import dev.berth.kernel.Protocol;
import org.jspecify.annotations.Nullable;

/**
 * A port to publish.
 *
 * @param host the host's port, or null for one of Berth's choice
 * @param label for people
 */
public record WantedPort(
    PortNumber container, Protocol protocol, @Nullable PortNumber host, String label) {

  private static final PortNumber SSH_PORT = new PortNumber(22);

  /** The port of a workspace's SSH server. */
  public static WantedPort ssh(@Nullable PortNumber host) {
    return new WantedPort(SSH_PORT, Protocol.TCP, host, "ssh");
  }
}
