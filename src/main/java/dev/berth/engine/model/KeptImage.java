package dev.berth.engine.model;

import dev.berth.kernel.ImageRef;
import dev.berth.kernel.LeaseId;

/**
 * An image made of a lease's container.
 *
 * @param generation of the container that is to be made from it
 */
public record KeptImage(LeaseId lease, int generation, ImageRef image) {}
