package dev.berth.idle.model;

import dev.berth.engine.model.Counters;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What one look at a running workspace showed.
 *
 * @param run since when it runs
 * @param inputs when each of its terminals was last typed into; null where that is not known
 * @param gpu null without GPUs, and where nothing is known of them
 * @param unknown signals that could not be read
 */
public record Look(
    Instant run,
    Counters counters,
    @Nullable Map<String, Long> inputs,
    @Nullable Gpu gpu,
    List<String> unknown) {

  public Look {
    inputs = inputs == null ? null : Map.copyOf(inputs);
    unknown = List.copyOf(unknown);
  }

  /**
   * The load of its GPUs.
   *
   * @param percent utilisation of the busiest
   * @param processes that compute on any
   */
  public record Gpu(int percent, int processes) {}
}
