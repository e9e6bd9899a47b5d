package dev.berth.grant.model;

import dev.berth.kernel.GpuId;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Chooses GPUs: all that a lease asks for, or none. */
public final class GpuAllocator {

  private GpuAllocator() {}

  /**
   * Those held before come first, for a container made for the same GPUs need not be made anew;
   * then the least that does, so that big ones are left for whoever needs them; then neighbours by
   * index, which on most machines are closest to each other.
   *
   * @param free that may be given away
   * @param before held the last time
   * @return in the order of their index; empty where {@code free} are not enough
   */
  public static Optional<List<Gpu>> choose(GpuWish wish, Collection<Gpu> free, Set<GpuId> before) {
    var chosen =
        free.stream()
            .filter(wish::matches)
            .sorted(
                Comparator.comparing((Gpu gpu) -> !before.contains(gpu.id()))
                    .thenComparing(Gpu::memory)
                    .thenComparingInt(Gpu::index)
                    .thenComparing(Gpu::id))
            .limit(wish.count())
            .sorted(Comparator.comparingInt(Gpu::index).thenComparing(Gpu::id))
            .toList();
    return chosen.size() == wish.count() ? Optional.of(chosen) : Optional.empty();
  }
}
