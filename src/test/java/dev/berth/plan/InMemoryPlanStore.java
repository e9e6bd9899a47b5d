package dev.berth.plan;

import dev.berth.plan.model.Plan;
import dev.berth.plan.model.PlanSettings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Plans in memory; passes {@link PlanStoreContract}. Who has which is set by {@link #give}. */
public final class InMemoryPlanStore implements PlanStore {

  private final TreeMap<String, PlanSettings> plans = new TreeMap<>();
  private final Map<String, Long> accounts = new HashMap<>();

  public InMemoryPlanStore() {
    plans.put(Plan.DEFAULT, PlanSettings.unset(Plan.DEFAULT));
  }

  /** So many accounts have the plan. */
  public synchronized void give(String plan, long count) {
    accounts.put(plan, count);
  }

  @Override
  public synchronized Optional<PlanSettings> find(String name) {
    return Optional.ofNullable(plans.get(name));
  }

  @Override
  public synchronized List<PlanSettings> list() {
    return List.copyOf(plans.values());
  }

  @Override
  public synchronized boolean put(PlanSettings plan) {
    return plans.put(plan.name(), plan) == null;
  }

  @Override
  public synchronized Removal remove(String name) {
    if (name.equals(Plan.DEFAULT)) {
      return new Removal.IsDefault();
    }
    if (!plans.containsKey(name)) {
      return new Removal.NoSuchPlan();
    }
    long users = accounts.getOrDefault(name, 0L);
    if (users > 0) {
      return new Removal.InUse(users);
    }
    plans.remove(name);
    return new Removal.Removed();
  }

  @Override
  public synchronized boolean hold(String name) {
    return plans.containsKey(name);
  }
}
