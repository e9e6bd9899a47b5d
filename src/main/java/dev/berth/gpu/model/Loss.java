package dev.berth.gpu.model;

import java.time.Instant;

/**
 * That a running workspace does not see the GPUs it holds.
 *
 * @param text what happened and what its owner can do
 * @param since when that was found
 */
public record Loss(String text, Instant since) {}
