package dev.berth.engine.model;

import dev.berth.kernel.ByteSize;

/** What an engine says of itself and its machine. */
public record EngineInfo(
    String name,
    String version,
    String apiVersion,
    String operatingSystem,
    int cpus,
    ByteSize memory,
    String storageDriver,
    String defaultRuntime,
    int runningContainers) {}
