package dev.berth.grant.model;

import dev.berth.kernel.GpuId;
import dev.berth.kernel.LeaseId;
import dev.berth.kernel.UserId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whose turn it is for which GPUs. Conservative backfill: in order, each lease is given the
 * earliest time at which all that it asks for is free for its whole term, and keeps it from those
 * behind. So a later one may start first only where it delays nobody in front of it.
 */
public final class GpuQueue {

  private static final Comparator<Waiting> ORDER =
      Comparator.comparingDouble(Waiting::weight)
          .reversed()
          .thenComparingDouble(Waiting::recentGpuHours)
          .thenComparing(Waiting::queuedAt)
          .thenComparing(waiting -> waiting.lease().value());

  /** The least that does comes first, so that big ones are left; then neighbours by index. */
  private static final Comparator<Gpu> PREFERENCE =
      Comparator.comparing(Gpu::memory).thenComparingInt(Gpu::index).thenComparing(Gpu::id);

  private GpuQueue() {}

  /**
   * Everything a decision may look at.
   *
   * @param gpus that may be given away, now or later
   * @param busyUntil when the terms end of those that are held; the present for one that is held
   *     for an unknown while
   * @param settle from the end of a term until its GPUs can be given away again
   */
  public record State(
      Instant now,
      List<Gpu> gpus,
      Map<GpuId, Instant> busyUntil,
      List<Waiting> waiting,
      Duration settle) {}

  /**
   * A lease that waits.
   *
   * @param before GPUs it held last; it gets them again where they are free, for its container was
   *     made for them
   * @param term from its start
   * @param weight of its owner's plan; more comes first
   * @param recentGpuHours of its owner; less comes first
   */
  public record Waiting(
      LeaseId lease,
      UserId owner,
      GpuWish wish,
      Set<GpuId> before,
      Duration term,
      double weight,
      double recentGpuHours,
      Instant queuedAt) {}

  /** Who starts now, and where the others stand. */
  public record Plan(List<Start> starts, List<Place> places) {}

  /** A lease with all that it asked for, by index. */
  public record Start(LeaseId lease, List<Gpu> gpus) {}

  /**
   * A lease that goes on waiting.
   *
   * @param position from 1
   * @param earliestStart if all others run to their expiry; empty where no GPUs will ever do
   */
  public record Place(LeaseId lease, int position, Optional<Instant> earliestStart) {}

  public static Plan plan(State seen) {
    long now = seen.now().toEpochMilli();
    var gpus = seen.gpus().stream().sorted(PREFERENCE).toList();
    var timelines = gpus.stream().map(gpu -> timeline(gpu, seen, now)).toList();
    var matching = new HashMap<GpuWish, int[]>();
    var starts = new ArrayList<Start>();
    var places = new ArrayList<Place>();
    for (var waiting : seen.waiting().stream().sorted(ORDER).toList()) {
      int[] fit = matching.computeIfAbsent(waiting.wish(), wish -> matching(wish, gpus));
      if (fit.length < waiting.wish().count()) {
        places.add(new Place(waiting.lease(), places.size() + 1, Optional.empty()));
        continue;
      }
      long length = Math.max(1, waiting.term().toMillis());
      long start = earliest(fit, waiting.wish().count(), timelines, now, length);
      var chosen = choose(fit, waiting, gpus, timelines, start, length);
      if (start == now) {
        starts.add(new Start(waiting.lease(), chosen));
      } else {
        var at = Optional.of(Instant.ofEpochMilli(start));
        places.add(new Place(waiting.lease(), places.size() + 1, at));
      }
    }
    return new Plan(starts, places);
  }

  private static Timeline timeline(Gpu gpu, State seen, long now) {
    var timeline = new Timeline();
    var until = seen.busyUntil().get(gpu.id());
    if (until != null) {
      // One whose term is over is held still, until its container is down and its memory free.
      timeline.take(now, Math.max(now, until.toEpochMilli()) + seen.settle().toMillis());
    }
    return timeline;
  }

  private static int[] matching(GpuWish wish, List<Gpu> gpus) {
    int[] fit = new int[gpus.size()];
    int count = 0;
    for (int i = 0; i < fit.length; i++) {
      if (wish.matches(gpus.get(i))) {
        fit[count++] = i;
      }
    }
    return Arrays.copyOf(fit, count);
  }

  /** When so many of them are first free all at once, and for so long. */
  private static long earliest(
      int[] fit, int count, List<Timeline> timelines, long now, long length) {
    long at = now;
    while (true) {
      // Before the count-th of their own earliest times, too few of them are free.
      long[] soonest = new long[count];
      Arrays.fill(soonest, Long.MAX_VALUE);
      int free = 0;
      for (int i : fit) {
        long own = timelines.get(i).earliest(at, length);
        if (own == at) {
          free++;
        }
        insert(soonest, own);
      }
      if (free >= count) {
        return at;
      }
      at = soonest[count - 1];
    }
  }

  /** Into a sorted array, from which the greatest falls out. */
  private static void insert(long[] sorted, long value) {
    int i = sorted.length - 1;
    if (value >= sorted[i]) {
      return;
    }
    for (; i > 0 && sorted[i - 1] > value; i--) {
      sorted[i] = sorted[i - 1];
    }
    sorted[i] = value;
  }

  private static List<Gpu> choose(
      int[] fit,
      Waiting waiting,
      List<Gpu> gpus,
      List<Timeline> timelines,
      long start,
      long length) {
    var chosen = new ArrayList<Integer>();
    for (boolean before : new boolean[] {true, false}) {
      for (int i : fit) {
        if (chosen.size() < waiting.wish().count()
            && waiting.before().contains(gpus.get(i).id()) == before
            && timelines.get(i).earliest(start, length) == start) {
          chosen.add(i);
        }
      }
    }
    chosen.forEach(i -> timelines.get(i).take(start, start + length));
    return chosen.stream().map(gpus::get).sorted(Comparator.comparingInt(Gpu::index)).toList();
  }

  /** When a GPU is taken, in milliseconds since 1970: intervals that do not overlap, in order. */
  private static final class Timeline {

    private long[] ends = new long[4];
    private int size;

    /** The first time from {@code at} on that begins a free stretch of this length. */
    long earliest(long at, long length) {
      for (int i = 0; i < size && at + length > ends[i]; i += 2) {
        at = Math.max(at, ends[i + 1]);
      }
      return at;
    }

    void take(long from, long until) {
      if (size == ends.length) {
        ends = Arrays.copyOf(ends, 2 * size);
      }
      int i = size;
      for (; i > 0 && ends[i - 2] > from; i -= 2) {
        ends[i] = ends[i - 2];
        ends[i + 1] = ends[i - 1];
      }
      ends[i] = from;
      ends[i + 1] = until;
      size += 2;
    }
  }
}
