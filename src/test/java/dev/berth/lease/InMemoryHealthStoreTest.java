package dev.berth.lease;

class InMemoryHealthStoreTest extends HealthStoreContract {

  private final InMemoryLeaseStore leases = new InMemoryLeaseStore();
  private final InMemoryHealthStore store = new InMemoryHealthStore(leases);

  @Override
  protected HealthStore store() {
    return store;
  }

  @Override
  protected LeaseStore leases() {
    return leases;
  }
}
