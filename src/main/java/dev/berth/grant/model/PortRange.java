package dev.berth.grant.model;

import dev.berth.kernel.PortNumber;

/**
 * The host ports Berth may publish, both ends included. Keep it below 32768: above, outgoing
 * connections of the host itself may sit on a port ({@code ip_local_port_range}).
 */
public record PortRange(PortNumber first, PortNumber last) {

  public PortRange {
    if (first.value() > last.value()) {
      throw new IllegalArgumentException("port range " + first + "-" + last + " is empty");
    }
  }

  public int size() {
    return last.value() - first.value() + 1;
  }

  @Override
  public String toString() {
    return first + "-" + last;
  }
}
