package dev.berth.lease.model;

import dev.berth.plan.model.GpuWeek.Stretch;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * How many GPU-hours an owner had of late. Each counts half as much after every half-life, so that
 * there is no day on which all is forgotten.
 */
public final class FairShare {

  /** 1,024 GPUs since ever weigh less than a tenth of an hour after so many. */
  private static final int HALF_LIVES = 32;

  private static final double MILLIS_OF_HOUR = Duration.ofHours(1).toMillis();

  private FairShare() {}

  /** Nothing that ended before is worth counting. */
  public static Instant horizon(Instant now, Duration halfLife) {
    return now.minus(halfLife.multipliedBy(HALF_LIVES));
  }

  /**
   * To a tenth of an hour: between those that had about the same, it is waiting that decides.
   *
   * @param stretches that end at the present at the latest
   */
  public static double hours(List<Stretch> stretches, Instant now, Duration halfLife) {
    double sum = stretches.stream().mapToDouble(each -> weighted(each, now, halfLife)).sum();
    return Math.rint(sum / MILLIS_OF_HOUR * 10) / 10;
  }

  /** The integral of 2^(-age / halfLife) over the stretch, in milliseconds. */
  private static double weighted(Stretch stretch, Instant now, Duration halfLife) {
    double half = halfLife.toMillis();
    double youngest = millisBefore(now, stretch.until());
    double oldest = Math.max(youngest, millisBefore(now, stretch.from()));
    return stretch.gpus()
        * (half / Math.log(2))
        * (Math.pow(2, -youngest / half) - Math.pow(2, -oldest / half));
  }

  private static double millisBefore(Instant now, Instant then) {
    return (double) Math.max(0, Duration.between(then, now).toMillis());
  }
}
