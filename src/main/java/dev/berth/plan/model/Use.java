package dev.berth.plan.model;

import java.util.Comparator;
import java.util.List;

/**
 * What one user has now.
 *
 * @param leases that are not released
 */
public record Use(List<Holding> leases, GpuWeek week) {

  public Use {
    leases = List.copyOf(leases);
  }

  /** In the limit's own measure, see {@link Limit#text}. */
  public long of(Limit limit) {
    return leases.stream().mapToLong(limit::of).sum();
  }

  /** Those that have any of it, what takes most first. */
  List<Holding> holders(Limit limit) {
    return leases.stream()
        .filter(lease -> limit.of(lease) > 0)
        .sorted(
            Comparator.<Holding>comparingLong(limit::of).reversed().thenComparing(Holding::lease))
        .toList();
  }
}
