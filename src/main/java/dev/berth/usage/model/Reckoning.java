package dev.berth.usage.model;

import dev.berth.kernel.GpuId;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Adds up how long leases were up, and their GPUs held and idle. */
public final class Reckoning {

  private static final Comparator<Item> MOST_FIRST =
      Comparator.comparing(Item::gpus)
          .thenComparing(Item::leases)
          .reversed()
          .thenComparing(item -> item.key().orElse(""));

  private Reckoning() {}

  /**
   * A sum.
   *
   * @param key of its group; empty for leases without the label
   * @param leases time in which leases were up, of two at once twice
   * @param gpus time in which GPUs were held, of two at once twice, of a share its part
   * @param idle the part of it in which they did nothing
   */
  public record Item(Optional<String> key, Duration leases, Duration gpus, Duration idle) {

    private Item plus(Item other) {
      return new Item(key, leases.plus(other.leases), gpus.plus(other.gpus), idle.plus(other.idle));
    }
  }

  /** What most of the GPUs' time went to comes first; groups without any time are left out. */
  public static List<Item> of(Span range, Grouping by, List<LeaseUse> uses) {
    Map<Optional<String>, Item> sums = new HashMap<>();
    for (var use : uses) {
      var time = use.time().within(range);
      if (time.isPositive()) {
        items(use, time, by).forEach(item -> sums.merge(item.key(), item, Item::plus));
      }
    }
    return sums.values().stream().sorted(MOST_FIRST).toList();
  }

  private static Stream<Item> items(LeaseUse use, Duration time, Grouping by) {
    return switch (by) {
      case USER -> whole(Optional.of(use.owner().value()), use, time);
      case PLAN -> whole(Optional.of(use.plan()), use, time);
      case LABEL -> whole(use.label(), use, time);
      case LEASE -> whole(Optional.of(use.lease().value()), use, time);
      case GPU ->
          use.gpus().stream()
              .map(gpu -> new Item(device(gpu), time, part(gpu, time), part(gpu, use.idle(gpu))));
    };
  }

  private static Stream<Item> whole(Optional<String> key, LeaseUse use, Duration time) {
    var gpus = sum(use.gpus().stream().map(gpu -> part(gpu, time)));
    var idle = sum(use.gpus().stream().map(gpu -> part(gpu, use.idle(gpu))));
    return Stream.of(new Item(key, time, gpus, idle));
  }

  private static Optional<String> device(GpuId gpu) {
    return Optional.of(gpu.device().value());
  }

  /** One of four shares counts a quarter. */
  private static Duration part(GpuId gpu, Duration time) {
    return time.dividedBy(gpu.parts());
  }

  private static Duration sum(Stream<Duration> times) {
    return times.reduce(Duration.ZERO, Duration::plus);
  }
}
