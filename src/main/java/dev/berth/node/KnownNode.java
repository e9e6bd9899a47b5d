package dev.berth.node;

import dev.berth.kernel.NodeId;

/**
 * A machine as it is on record.
 *
 * @param draining no lease starts on it, and none there gets a longer term
 */
public record KnownNode(NodeId id, boolean draining) {}
