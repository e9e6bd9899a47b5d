package dev.berth.idle.model;

/**
 * From when on each signal counts as use.
 *
 * @param cpuPercent of one CPU
 * @param network bytes a second, received and sent
 * @param disk bytes a second, read and written
 * @param gpuPercent utilisation of the busiest GPU
 * @param gpuProcesses that compute on its GPUs
 */
public record Thresholds(
    double cpuPercent, long network, long disk, int gpuPercent, int gpuProcesses) {}
