package dev.berth.idle;

import dev.berth.lease.InMemoryLeaseStore;
import dev.berth.lease.LeaseStore;

class InMemoryIdleStoreTest extends IdleStoreContract {

  private final InMemoryLeaseStore leases = new InMemoryLeaseStore();
  private final IdleStore store = new InMemoryIdleStore(leases);

  @Override
  protected IdleStore store() {
    return store;
  }

  @Override
  protected LeaseStore leases() {
    return leases;
  }
}
