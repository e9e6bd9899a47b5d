package dev.berth.plan.model;

import dev.berth.kernel.ByteSize;
import dev.berth.kernel.UserId;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An exception from a plan for one user and one limit, up or down, for a time.
 *
 * @param amount in the limit's own measure, see {@link LimitName#text}
 * @param until when it is over by itself
 * @param reason for people, one line
 */
public record PersonalLimit(
    UserId owner, LimitName limit, long amount, Instant until, String reason) {

  public boolean isOver(Instant now) {
    return !until.isAfter(now);
  }

  /** The limits of a plan, with those instead that are not over. */
  public static Limits over(Limits plan, List<PersonalLimit> personal, Instant now) {
    var own = new EnumMap<LimitName, Long>(LimitName.class);
    personal.stream()
        .filter(each -> !each.isOver(now))
        .forEach(each -> own.put(each.limit(), each.amount()));
    return own.isEmpty() ? plan : over(plan, new Own(own));
  }

  private static Limits over(Limits plan, Own own) {
    var life = own.time(LimitName.MAX_LIFE, plan.maxLife());
    var term = own.time(LimitName.MAX_TERM, plan.maxTerm());
    return new Limits(
        own.count(LimitName.MAX_LEASES, plan.maxLeases()),
        term.compareTo(life) > 0 ? life : term,
        life,
        own.time(LimitName.GRACE, plan.grace()),
        own.time(LimitName.IDLE_STOP_AFTER).or(plan::idleStopAfter).filter(Duration::isPositive),
        new AmountSettings(
                own.count(LimitName.MAX_RUNNING),
                own.count(LimitName.MAX_KEPT),
                own.count(LimitName.MAX_GPUS),
                own.count(LimitName.GPU_HOURS_PER_WEEK),
                own.number(LimitName.MAX_CPUS),
                own.size(LimitName.MAX_MEMORY),
                own.size(LimitName.MAX_SHM),
                own.count(LimitName.MAX_PORTS),
                own.number(LimitName.WEIGHT),
                own.size(LimitName.MAX_DISK))
            .over(plan.amounts()));
  }

  private record Own(Map<LimitName, Long> amounts) {

    private static final double BILLION = 1e9;

    private Optional<Long> get(LimitName limit) {
      return Optional.ofNullable(amounts.get(limit));
    }

    Optional<Integer> count(LimitName limit) {
      return get(limit).map(Math::toIntExact);
    }

    int count(LimitName limit, int plan) {
      return count(limit).orElse(plan);
    }

    Optional<Duration> time(LimitName limit) {
      return get(limit).map(Duration::ofSeconds);
    }

    Duration time(LimitName limit, Duration plan) {
      return time(limit).orElse(plan);
    }

    Optional<Double> number(LimitName limit) {
      return get(limit).map(amount -> amount / BILLION);
    }

    Optional<ByteSize> size(LimitName limit) {
      return get(limit).map(ByteSize::new);
    }
  }
}
