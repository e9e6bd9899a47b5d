package dev.berth.plan;

class InMemoryPlanStoreTest extends PlanStoreContract {

  private final InMemoryPlanStore store = new InMemoryPlanStore();

  @Override
  protected PlanStore store() {
    return store;
  }

  @Override
  protected void give(String plan, int accounts) {
    store.give(plan, accounts);
  }
}
