package dev.berth.engine.model;

import dev.berth.kernel.ByteSize;
import org.jspecify.annotations.Nullable;

/**
 * A process that computes on a GPU.
 *
 * @param gpu UUID
 * @param pid as the machine numbers it, whichever container it is in
 * @param name as the driver tells it; empty where it does not
 * @param memory that it uses on the GPU; null where the driver does not tell
 */
public record GpuProcess(String gpu, long pid, String name, @Nullable ByteSize memory) {}
