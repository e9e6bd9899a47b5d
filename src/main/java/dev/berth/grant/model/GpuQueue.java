package dev.berth.grant.model;

import dev.berth.kernel.GpuId;
import dev.berth.kernel.GpuSpot;
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
import java.util.function.Function;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Whose turn it is for which GPUs. Conservative backfill: in order, each lease is given the
 * earliest time at which all that it asks for is free for its whole term, and keeps it from those
 * behind. So a later one may start first only where it delays nobody in front of it.
 */
public final class GpuQueue {

  private static final Comparator<Waiting> BY_AGE =
      Comparator.comparing(Waiting::queuedAt).thenComparing(waiting -> waiting.lease().value());

  private static final Comparator<Waiting> FAIRLY =
      Comparator.comparingDouble(Waiting::weight)
          .reversed()
          .thenComparingDouble(Waiting::recentGpuHours)
          .thenComparing(BY_AGE);

  private GpuQueue() {}

  /**
   * Everything a decision may look at.
   *
   * @param gpus that may be given away, now or later
   * @param busyUntil of those that are not free: when the terms end or ended after which they are;
   *     the present for one that is not free for an unknown while
   * @param bookings that are not over
   */
  public record State(
      Instant now,
      List<Gpu> gpus,
      Map<GpuId, Instant> busyUntil,
      List<Booking> bookings,
      List<Waiting> waiting,
      Timing timing) {}

  /**
   * How the queue reckons with time.
   *
   * @param settle from the end of a term until its GPUs can be given away again
   * @param patience whoever waits longer comes before all who do not, whatever they weigh
   */
  public record Timing(Duration settle, Duration patience) {}

  /** GPUs that only leases of their owner may have at a time. */
  public record Booking(UserId owner, Set<GpuId> gpus, Instant from, Instant until) {}

  /**
   * A lease that waits.
   *
   * @param before GPUs it held last; it gets them again where they are free, for its container was
   *     made for them
   * @param term from its start
   * @param weight of its owner's plan; more comes first
   * @param recentGpuHours of its owner; less comes first
   * @param orders of an admin
   */
  public record Waiting(
      LeaseId lease,
      UserId owner,
      GpuWish wish,
      Set<GpuId> before,
      Duration term,
      double weight,
      double recentGpuHours,
      Instant queuedAt,
      Orders orders) {}

  /**
   * What an admin has said about a lease in the queue.
   *
   * @param priority more comes first, before all else; 0 where nothing was said
   * @param held it starts only when the hold is lifted, and keeps nobody back
   */
  public record Orders(int priority, boolean held) {

    public static final Orders NONE = new Orders(0, false);

    public static final int MOST_PRIORITY = 1000;
  }

  /** Who starts now, and where the others stand. */
  public record Plan(List<Start> starts, List<Place> places) {}

  /** A lease with all that it asked for, by index. */
  public record Start(LeaseId lease, List<Gpu> gpus) {}

  /**
   * A lease that goes on waiting.
   *
   * @param position from 1
   * @param earliestStart if all others run to their expiry; empty where no GPUs will ever do, or an
   *     admin holds it
   */
  public record Place(LeaseId lease, int position, Optional<Instant> earliestStart) {}

  public static Plan plan(State seen) {
    long now = seen.now().toEpochMilli();
    var calendar = calendar(seen);
    var starts = new ArrayList<Start>();
    var places = new ArrayList<Place>();
    for (var waiting : seen.waiting().stream().sorted(order(seen)).toList()) {
      int[] fit = calendar.matching(waiting.wish());
      if (waiting.orders().held() || fit.length < waiting.wish().count()) {
        places.add(new Place(waiting.lease(), places.size() + 1, Optional.empty()));
        continue;
      }
      // Whoever comes after it, by turn or by booking, waits for its GPUs to settle too.
      long length = Math.max(1, waiting.term().plus(seen.timing().settle()).toMillis());
      long start = calendar.earliest(fit, waiting.wish().count(), now, length, waiting.owner());
      var chosen = choose(fit, waiting, calendar, start, length);
      if (start == now) {
        starts.add(new Start(waiting.lease(), chosen));
      } else {
        var at = Optional.of(Instant.ofEpochMilli(start));
        places.add(new Place(waiting.lease(), places.size() + 1, at));
      }
    }
    return new Plan(starts, places);
  }

  static GpuCalendar calendar(State seen) {
    long now = seen.now().toEpochMilli();
    var calendar = new GpuCalendar(seen.now(), seen.gpus());
    long settle = seen.timing().settle().toMillis();
    seen.busyUntil()
        .forEach(
            (gpu, until) -> {
              // What was promised stays so: were it put off while a GPU settles, somebody further
              // back could take what is kept for those in front.
              long settled = until.toEpochMilli() + settle;
              calendar.takeUntil(gpu, settled > now ? settled : now + Math.max(1, settle));
            });
    seen.bookings().forEach(calendar::book);
    return calendar;
  }

  private static Comparator<Waiting> order(State seen) {
    var overdue = seen.now().minus(seen.timing().patience());
    return Comparator.comparing((Waiting waiting) -> waiting.orders().held())
        .thenComparing(waiting -> waiting.orders().priority(), Comparator.reverseOrder())
        .thenComparing(
            (one, other) -> {
              boolean oneIsOverdue = one.queuedAt().isBefore(overdue);
              boolean otherIsOverdue = other.queuedAt().isBefore(overdue);
              if (oneIsOverdue != otherIsOverdue) {
                return oneIsOverdue ? -1 : 1;
              }
              return (oneIsOverdue ? BY_AGE : FAIRLY).compare(one, other);
            });
  }

  private static List<Gpu> choose(
      int[] fit, Waiting waiting, GpuCalendar calendar, long start, long length) {
    int count = waiting.wish().count();
    var candidates = candidates(fit, waiting, calendar, start);
    IntPredicate isFree = i -> calendar.isFree(i, start, length, waiting.owner());
    var chosen = new Chosen(calendar, count);
    if (waiting.wish().share()) {
      chosen.fill(candidates, isFree.and(chosen::isApart));
    }
    chosen.fill(candidates.subList(0, candidates.size() - 1), isFree);
    if (chosen.size == 0 && count > 1) {
      chosen.takeNeighbours(fit, isFree, start);
    }
    chosen.fill(candidates, isFree);
    var gpus = new ArrayList<Gpu>(count);
    for (int i : chosen.numbers) {
      calendar.take(i, start, start + length);
      gpus.add(calendar.gpu(i));
    }
    gpus.sort(Comparator.comparingInt(Gpu::index));
    return gpus;
  }

  /** Those it had before, then those booked for it, then any. */
  private static List<int[]> candidates(
      int[] fit, Waiting waiting, GpuCalendar calendar, long start) {
    var before = waiting.before();
    return List.of(
        before.isEmpty()
            ? new int[0]
            : Arrays.stream(fit).filter(i -> before.contains(calendar.gpu(i).id())).toArray(),
        calendar.booked(waiting.wish(), waiting.owner(), start),
        fit);
  }

  /** Numbers of GPUs, each once, up to as many as are wanted. */
  private static final class Chosen {

    private final GpuCalendar calendar;
    private final int[] numbers;
    private int size;

    Chosen(GpuCalendar calendar, int count) {
      this.calendar = calendar;
      this.numbers = new int[count];
    }

    void fill(List<int[]> candidates, IntPredicate may) {
      for (int[] some : candidates) {
        for (int n = 0; n < some.length && size < numbers.length; n++) {
          if (may.test(some[n]) && !contains(some[n])) {
            numbers[size++] = some[n];
          }
        }
      }
    }

    /**
     * So many that NVLink connects, or else of one memory node. Only from those that are from then
     * on what the first ones are to others; and whatever is planned for later comes to the same
     * when it is planned again, so that estimates hold.
     */
    void takeNeighbours(int[] fit, IntPredicate isFree, long start) {
      if (!calendar.knowsSpots()) {
        return;
      }
      int[] first = Arrays.stream(fit).filter(isFree).limit(numbers.length).toArray();
      if (!Arrays.stream(first).allMatch(i -> calendar.isAlike(first[0], i, start))) {
        return;
      }
      IntPredicate may = isFree.and(i -> calendar.isAlike(first[0], i, start));
      if (!takeGroup(fit, may, GpuSpot::link)) {
        takeGroup(fit, may, GpuSpot::numa);
      }
    }

    private boolean takeGroup(
        int[] fit, IntPredicate may, Function<GpuSpot, @Nullable Integer> group) {
      var groups = new HashMap<Integer, List<Integer>>();
      for (int i : fit) {
        Integer key = group.apply(calendar.gpu(i).spot());
        if (key != null && may.test(i)) {
          var members = groups.computeIfAbsent(key, _ -> new ArrayList<>());
          members.add(i);
          if (members.size() == numbers.length) {
            members.forEach(member -> numbers[size++] = member);
            return true;
          }
        }
      }
      return false;
    }

    /** Whether none of the same GPU is among them. */
    boolean isApart(int number) {
      var device = calendar.gpu(number).id().device();
      return Arrays.stream(numbers, 0, size)
          .noneMatch(i -> calendar.gpu(i).id().device().equals(device));
    }

    private boolean contains(int number) {
      for (int i = 0; i < size; i++) {
        if (numbers[i] == number) {
          return true;
        }
      }
      return false;
    }
  }
}
