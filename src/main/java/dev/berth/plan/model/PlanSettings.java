package dev.berth.plan.model;

import java.time.Duration;
import java.util.Optional;

/**
 * A plan as an admin set it; an empty limit is what the configuration says.
 *
 * @param idleStopAfter zero for ever
 */
public record PlanSettings(
    String name,
    Optional<Integer> maxLeases,
    Optional<Duration> maxTerm,
    Optional<Duration> maxLife,
    Optional<Duration> grace,
    Optional<Duration> idleStopAfter,
    AmountSettings amounts,
    Permissions permissions) {

  /** A plan with no limit of its own and nothing beyond what everybody may do. */
  public static PlanSettings unset(String name) {
    return new PlanSettings(
        name,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        AmountSettings.UNSET,
        Permissions.DEFAULT);
  }

  /**
   * The plan that these settings come to. No term is longer than a life, whichever of the two is
   * configured.
   */
  public Plan effective(Limits configured) {
    var life = maxLife.orElse(configured.maxLife());
    var term = maxTerm.orElse(configured.maxTerm());
    return new Plan(
        name,
        new Limits(
            maxLeases.orElse(configured.maxLeases()),
            term.compareTo(life) > 0 ? life : term,
            life,
            grace.orElse(configured.grace()),
            idleStopAfter.or(configured::idleStopAfter).filter(Duration::isPositive),
            amounts.over(configured.amounts())),
        permissions);
  }
}
