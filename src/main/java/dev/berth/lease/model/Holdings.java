package dev.berth.lease.model;

import dev.berth.plan.model.GpuWeek;
import dev.berth.plan.model.Holding;
import dev.berth.plan.model.Holding.Standing;
import dev.berth.plan.model.Use;
import java.util.List;

/** What leases take of their owner's limits. */
public final class Holdings {

  private Holdings() {}

  /** Of the live leases of one owner, with her GPU time. */
  public static Use use(List<Lease> live, GpuWeek week) {
    return new Use(live.stream().map(Holdings::of).toList(), week);
  }

  static Holding of(Lease lease) {
    var resources = lease.spec().resources();
    return new Holding(
        lease.name(),
        standing(lease.state()),
        lease.spec().gpus().count(),
        resources.cpus(),
        resources.memory(),
        resources.shmSize(),
        lease.spec().network().ports().size());
  }

  /** Whether this makes a lease that rests one that is up again. */
  public static boolean comesUp(LeaseState before, LeaseState after) {
    return standing(before) != Standing.UP && standing(after) == Standing.UP;
  }

  private static Standing standing(LeaseState state) {
    return switch (state) {
      case LeaseState.Queued _, LeaseState.Offered _, LeaseState.Active _ -> Standing.UP;
      case LeaseState.Stopping stopping -> standing(stopping.next());
      case LeaseState.Resting _ -> Standing.KEPT;
      case LeaseState.Releasing _, LeaseState.Released _ -> Standing.LEAVING;
    };
  }
}
