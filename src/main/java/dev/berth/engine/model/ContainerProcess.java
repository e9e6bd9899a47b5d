package dev.berth.engine.model;

/**
 * A process of a container, as the host sees it.
 *
 * @param program its name, as it chose it
 * @param memoryBytes of the host's memory that it has in use, shared parts counted in full
 */
public record ContainerProcess(String program, long memoryBytes) {}
