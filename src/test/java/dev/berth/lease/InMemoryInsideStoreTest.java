package dev.berth.lease;

class InMemoryInsideStoreTest extends InsideStoreContract {

  private final InMemoryLeaseStore leases = new InMemoryLeaseStore();
  private final InMemoryInsideStore store = new InMemoryInsideStore(leases);

  @Override
  protected InsideStore store() {
    return store;
  }

  @Override
  protected LeaseStore leases() {
    return leases;
  }
}
