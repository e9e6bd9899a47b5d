package dev.berth.grant.model;

import dev.berth.grant.model.GpuQueue.Booking;
import dev.berth.kernel.GpuId;
import dev.berth.kernel.GpuSpot;
import dev.berth.kernel.UserId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * When each of a node's GPUs is taken from the present on, by leases and, for everybody but their
 * owners, by bookings. GPUs are numbered in the order of preference; times are milliseconds since
 * 1970.
 */
final class GpuCalendar {

  /**
   * The least that does comes first, so that big ones are left; then neighbours by index. Of
   * shares, the first of each GPU come before the second ones: an empty GPU is best.
   */
  private static final Comparator<Gpu> PREFERENCE =
      Comparator.comparing(Gpu::memory)
          .thenComparingInt(gpu -> gpu.id().number())
          .thenComparingInt(Gpu::index)
          .thenComparing(Gpu::id);

  private final long now;
  private final List<Gpu> gpus;
  private final boolean knowsSpots;
  private final Timeline[] timelines;
  private final Map<GpuId, Integer> numbers = new HashMap<>();
  private final Booked[][] booked;
  private final Map<UserId, List<Integer>> numbersBooked = new HashMap<>();
  private final Map<GpuWish, int[]> matching = new HashMap<>();

  // What a search can tell of a timeline without a look at it, side by side for speed.
  private final long[] firstFree;
  private final long[] longestGap;
  private final long[] lastEnd;

  private record Booked(UserId owner, long from, long until) {
    boolean covers(long at, UserId user) {
      return owner.equals(user) && from <= at && at < until;
    }
  }

  private static final Booked[] NONE = {};

  GpuCalendar(Instant now, Collection<Gpu> all) {
    this.now = now.toEpochMilli();
    this.gpus = all.stream().sorted(PREFERENCE).toList();
    this.knowsSpots = gpus.stream().anyMatch(gpu -> !gpu.spot().equals(GpuSpot.UNKNOWN));
    this.timelines = new Timeline[gpus.size()];
    this.firstFree = new long[gpus.size()];
    this.longestGap = new long[gpus.size()];
    this.lastEnd = new long[gpus.size()];
    this.booked = new Booked[gpus.size()][];
    Arrays.fill(booked, NONE);
    for (int i = 0; i < timelines.length; i++) {
      timelines[i] = new Timeline();
      numbers.put(gpus.get(i).id(), i);
      note(i);
    }
  }

  /** Whether of any is known where it is among the others. */
  boolean knowsSpots() {
    return knowsSpots;
  }

  /** Whether two are of the same kind, and taken or booked at the same times from then on. */
  boolean isAlike(int one, int other, long start) {
    return gpus.get(one).model().equals(gpus.get(other).model())
        && gpus.get(one).memory().equals(gpus.get(other).memory())
        && timelines[one].isLike(timelines[other], start)
        && Arrays.equals(booked[one], booked[other]);
  }

  Gpu gpu(int number) {
    return gpus.get(number);
  }

  /** Numbers of those of the kind that is asked for. */
  int[] matching(GpuWish wish) {
    return matching.computeIfAbsent(
        wish, it -> range().filter(i -> it.matches(gpus.get(i))).toArray());
  }

  private IntStream range() {
    return IntStream.range(0, timelines.length);
  }

  /** From the present on; a GPU that is not in the calendar is nobody's concern. */
  void takeUntil(GpuId gpu, long until) {
    Integer number = numbers.get(gpu);
    if (number != null) {
      take(number, now, until);
    }
  }

  void take(int number, long from, long until) {
    timelines[number].take(from, until);
    note(number);
  }

  void book(Booking booking) {
    for (var gpu : booking.gpus()) {
      Integer number = numbers.get(gpu);
      if (number != null) {
        var more = Arrays.copyOf(booked[number], booked[number].length + 1);
        more[more.length - 1] =
            new Booked(
                booking.owner(), booking.from().toEpochMilli(), booking.until().toEpochMilli());
        booked[number] = more;
        numbersBooked.computeIfAbsent(booking.owner(), _ -> new ArrayList<>()).add(number);
      }
    }
  }

  private void note(int number) {
    var timeline = timelines[number];
    firstFree[number] = timeline.earliest(now, 1);
    longestGap[number] = timeline.longestGapAfter(now);
    lastEnd[number] = timeline.end(now);
  }

  /**
   * When so many of them are first free all at once, and for so long, from {@code start} on.
   *
   * @param owner whose bookings are no hindrance; null for nobody
   */
  long earliest(int[] fit, int count, long start, long length, @Nullable UserId owner) {
    long at = start;
    while (true) {
      // Before the count-th of their own earliest times, too few of them are free.
      long[] soonest = new long[count];
      Arrays.fill(soonest, Long.MAX_VALUE);
      int free = 0;
      for (int i : fit) {
        if (firstFree[i] >= soonest[count - 1]) {
          continue;
        }
        long own = earliest(i, at, length, owner);
        if (own == at && ++free == count) {
          return at;
        }
        insert(soonest, own);
      }
      at = soonest[count - 1];
      if (count == 1) {
        return at;
      }
    }
  }

  boolean isFree(int number, long at, long length, @Nullable UserId owner) {
    return firstFree[number] <= at && earliest(number, at, length, owner) == at;
  }

  /** Numbers of those of the kind that an owner has booked for this time. */
  int[] booked(GpuWish wish, UserId owner, long at) {
    return numbersBooked.getOrDefault(owner, List.of()).stream()
        .filter(i -> wish.matches(gpus.get(i)))
        .filter(i -> Arrays.stream(booked[i]).anyMatch(it -> it.covers(at, owner)))
        .mapToInt(Integer::intValue)
        .sorted()
        .toArray();
  }

  private long earliest(int number, long from, long length, @Nullable UserId owner) {
    long at = from;
    while (true) {
      long free =
          length > longestGap[number]
              ? Math.max(at, lastEnd[number])
              : timelines[number].earliest(at, length);
      at = booked[number].length == 0 ? free : unbooked(number, free, length, owner);
      if (at == free) {
        return at;
      }
    }
  }

  private long unbooked(int number, long from, long length, @Nullable UserId owner) {
    long at = from;
    for (var it : booked[number]) {
      if (!it.owner.equals(owner) && it.from < at + length && at < it.until) {
        at = it.until;
      }
    }
    return at;
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

  /** When a GPU is taken: intervals that do not overlap, in order. */
  private static final class Timeline {

    private long[] ends = new long[4];
    private int size;

    /** The first time from {@code at} on that begins a free stretch of this length. */
    long earliest(long at, long length) {
      long free = at;
      for (int i = 0; i < size && free + length > ends[i]; i += 2) {
        free = Math.max(free, ends[i + 1]);
      }
      return free;
    }

    boolean isLike(Timeline other, long start) {
      return Arrays.equals(
          ends, firstAfter(start), size, other.ends, other.firstAfter(start), other.size);
    }

    private int firstAfter(long start) {
      int i = 0;
      while (i < size && ends[i + 1] <= start) {
        i += 2;
      }
      return i;
    }

    long longestGapAfter(long start) {
      long longest = 0;
      long free = start;
      for (int i = 0; i < size; i += 2) {
        longest = Math.max(longest, ends[i] - free);
        free = ends[i + 1];
      }
      return longest;
    }

    long end(long start) {
      return size == 0 ? start : ends[size - 1];
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
