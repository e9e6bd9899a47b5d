package dev.berth.engine.model;

import java.time.Instant;

/**
 * What a container uses.
 *
 * @param cpuPercent 100 is one CPU
 * @param memoryBytes without the page cache that can be dropped
 * @param pids processes and threads
 */
public record Usage(
    Instant at,
    double cpuPercent,
    long memoryBytes,
    long memoryLimitBytes,
    long networkRxBytes,
    long networkTxBytes,
    long blockReadBytes,
    long blockWriteBytes,
    long pids) {}
