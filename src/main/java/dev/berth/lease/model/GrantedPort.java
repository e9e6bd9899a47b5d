package dev.berth.lease.model;

import dev.berth.kernel.PortNumber;
import dev.berth.kernel.Protocol;

/**
 * A port of the host that a lease holds.
 *
 * @param fixed whether it was asked for by number, so that no other will do
 */
public record GrantedPort(
    PortNumber container, Protocol protocol, PortNumber host, String label, boolean fixed) {

  GrantedPort onHost(PortNumber other) {
    return new GrantedPort(container, protocol, other, label, fixed);
  }
}
