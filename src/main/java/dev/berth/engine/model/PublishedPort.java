package dev.berth.engine.model;

import dev.berth.kernel.PortNumber;
import dev.berth.kernel.Protocol;

/** A port of a container, published on an address of the host. */
public record PublishedPort(
    PortNumber container, Protocol protocol, PortNumber host, String hostAddress) {}
