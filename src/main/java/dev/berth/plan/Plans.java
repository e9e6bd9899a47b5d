package dev.berth.plan;

import dev.berth.audit.Audit;
import dev.berth.plan.PlanStore.Removal;
import dev.berth.plan.model.Limits;
import dev.berth.plan.model.Plan;
import dev.berth.plan.model.PlanSettings;
import jakarta.enterprise.event.Event;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Plans: set by admins, asked by whoever must know what a user may do. */
@Singleton
public class Plans {

  private final PlanStore store;
  private final Audit audit;
  private final PlanConfig config;
  private final Event<LimitsChanged> changed;

  public Plans(PlanStore store, Audit audit, PlanConfig config, Event<LimitsChanged> changed) {
    this.store = store;
    this.audit = audit;
    this.config = config;
    this.changed = changed;
  }

  /**
   * What a plan comes to now. One that is not there has the configured limits and allows nothing
   * beyond what everybody may do.
   */
  public Plan named(String name) {
    return store.find(name).orElseGet(() -> PlanSettings.unset(name)).effective(configured());
  }

  /** As {@link #named}, and empty where there is no such plan. */
  public Optional<Plan> find(String name) {
    return store.find(name).map(settings -> settings.effective(configured()));
  }

  /** By name. */
  public List<Plan> list() {
    var configured = configured();
    return store.list().stream().map(settings -> settings.effective(configured)).toList();
  }

  /** Limits of a plan that sets none. */
  public Limits configured() {
    return new Limits(
        config.maxLeases(),
        config.maxTerm(),
        config.maxLife(),
        config.grace(),
        config.idleStopAfter().filter(Duration::isPositive),
        config.quota().amounts());
  }

  /** Creates or replaces a plan as a whole; true if there was none of this name. */
  public boolean put(String actor, PlanSettings plan) {
    return audit.together(
        () -> {
          boolean created = store.put(plan);
          audit.record(
              actor,
              created ? "plan.create" : "plan.change",
              plan.name(),
              describe(plan.effective(configured())));
          changed.fire(new LimitsChanged(Optional.empty()));
          return created;
        });
  }

  /** Removes a plan that no account has; never the plan {@code default}. */
  public Removal remove(String actor, String name) {
    return audit.together(
        () -> {
          var removal = store.remove(name);
          if (removal instanceof Removal.Removed) {
            audit.record(actor, "plan.remove", name, "");
          }
          return removal;
        });
  }

  private static String describe(Plan plan) {
    return plan.limits() + " " + plan.permissions();
  }
}
