package dev.berth.engine.model;

import dev.berth.kernel.PortNumber;

/** A TCP port of a container, published on an address of the host. */
public record PublishedPort(PortNumber container, PortNumber host, String hostAddress) {}
