package dev.berth.gpu.model;

import org.jspecify.annotations.Nullable;

/**
 * What a GPU showed at its last probe.
 *
 * @param usedMebibytes memory in use
 * @param utilization percent, where the driver tells
 * @param temperature degrees Celsius, where the driver tells
 * @param processes that compute on it, whoever started them
 */
public record Reading(
    long usedMebibytes,
    @Nullable Integer utilization,
    @Nullable Integer temperature,
    int processes) {}
