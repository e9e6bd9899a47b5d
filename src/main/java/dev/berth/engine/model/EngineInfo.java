package dev.berth.engine.model;

import dev.berth.kernel.ByteSize;
import java.util.Optional;

/**
 * What an engine says of itself and its machine.
 *
 * @param limitsDisk whether it can hold a container to a size, as far as it says so: on some it
 *     depends on how its file system is mounted, which a container with a limit shows
 * @param dataDirectory where it keeps everything; empty where it is on another machine
 */
public record EngineInfo(
    String name,
    String version,
    String apiVersion,
    String operatingSystem,
    int cpus,
    ByteSize memory,
    String storageDriver,
    String defaultRuntime,
    int runningContainers,
    Optional<String> dataDirectory,
    boolean limitsDisk) {}
