package dev.berth.idle;

import dev.berth.idle.model.IdleRule;
import dev.berth.kernel.UserId;
import dev.berth.lease.Owners;
import dev.berth.lease.model.Lease;
import dev.berth.plan.PersonalLimits;
import dev.berth.plan.PlanConfig;
import dev.berth.plan.model.LimitName;
import dev.berth.plan.model.Plan;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;

/** Which idle rule a lease is under now. */
@Singleton
public class IdleRules {

  private final Owners owners;
  private final PersonalLimits personal;
  private final PlanConfig plans;

  public IdleRules(Owners owners, PersonalLimits personal, PlanConfig plans) {
    this.owners = owners;
    this.personal = personal;
    this.plans = plans;
  }

  /** After how long an idle workspace is stopped, by the lease or its owner's plan. */
  public Optional<Duration> stopAfter(Lease lease) {
    return stopAfter(lease, owners.plan(lease.owner()));
  }

  /** The same where the plan is known already. */
  public Optional<Duration> stopAfter(Lease lease, Plan plan) {
    return IdleRule.stopAfter(
        Optional.ofNullable(lease.spec().idle().stopAfter()),
        plan.limits().idleStopAfter(),
        plans.leastIdleStopAfter());
  }

  /**
   * Whether the rule of these leases may become another one by the mere passing of time, or by a
   * clock that is set back.
   */
  public boolean changeByThemselves(UserId owner) {
    return personal.of(owner).stream().anyMatch(each -> each.limit() == LimitName.IDLE_STOP_AFTER);
  }
}
