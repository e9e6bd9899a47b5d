package dev.berth.plan.model;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** Whether what is asked for fits in what is allowed. */
public final class Quota {

  private static final int MOST_HINTS = 5;
  private static final String GPU_HOURS = "gpuHoursPerWeek";

  private Quota() {}

  /**
   * A limit that would be broken; amounts as the API writes them.
   *
   * @param limit its name in a plan
   * @param wanted on top of what is used
   * @param hints what the user can do about it, best first
   */
  public record Exceeded(
      String limit, String allowed, String used, String wanted, String things, List<String> hints) {

    /** All of it in one sentence. */
    public String detail() {
      return "%s: %s of %s %s in use, %s more asked for; %s"
          .formatted(limit, used, allowed, things, wanted, String.join(" or ", hints));
    }
  }

  /** The first limit that is broken; one that is broken already forbids only more of the same. */
  public static Optional<Exceeded> check(Use use, Demand demand, Limits limits) {
    for (var limit : Limit.values()) {
      Long more = demand.more().get(limit);
      if (more != null && use.of(limit) + more > limit.of(limits)) {
        return Optional.of(exceeded(limit, use, more, limits));
      }
    }
    return demand.gpuTime() ? gpuHours(use.week(), limits.amounts()) : Optional.empty();
  }

  private static Exceeded exceeded(Limit limit, Use use, long more, Limits limits) {
    return new Exceeded(
        limit.word(),
        limit.text(limit.of(limits)),
        limit.text(use.of(limit)),
        limit.text(more),
        limit.things(),
        hints(limit, use, more, limits));
  }

  private static List<String> hints(Limit limit, Use use, long more, Limits limits) {
    if (more > limit.of(limits)) {
      return List.of("ask for at most " + limit.text(limit.of(limits)) + " in all");
    }
    return List.of(
        limit.remedy()
            + " "
            + use.holders(limit).stream()
                .limit(MOST_HINTS)
                .map(lease -> "'%s' (%s)".formatted(lease.lease(), limit.text(limit.of(lease))))
                .collect(Collectors.joining(" or ")));
  }

  /** Whether the hours of the last seven days are used up. */
  static Optional<Exceeded> gpuHours(GpuWeek week, Amounts amounts) {
    if (amounts.gpuHoursPerWeek().isEmpty()) {
      return Optional.empty();
    }
    int hours = amounts.gpuHoursPerWeek().get();
    var allowed = Duration.ofHours(hours);
    if (week.used().compareTo(allowed) < 0) {
      return Optional.empty();
    }
    return Optional.of(
        new Exceeded(
            GPU_HOURS,
            Integer.toString(hours),
            Long.toString(week.used().toHours()),
            "some",
            "GPU-hours of seven days",
            List.of(
                week.backAt(allowed)
                    .map(at -> "hours come back from " + at.truncatedTo(ChronoUnit.SECONDS) + " on")
                    .orElse("ask an admin for hours"))));
  }
}
