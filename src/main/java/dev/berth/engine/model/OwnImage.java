package dev.berth.engine.model;

import dev.berth.kernel.ImageRef;
import dev.berth.kernel.LeaseId;
import java.util.Optional;

/**
 * An image of this installation.
 *
 * @param image its name, one of them where it has several; its id where it has none
 * @param lease whose container it was made of; empty for one that was baked or is a snapshot
 * @param bytes with what it shares with others
 * @param used whether a container, or another image, is made from it
 */
public record OwnImage(ImageRef image, Optional<LeaseId> lease, long bytes, boolean used) {}
