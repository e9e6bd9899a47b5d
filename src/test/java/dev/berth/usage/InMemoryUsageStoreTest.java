package dev.berth.usage;

import dev.berth.grant.model.Gpu;
import dev.berth.lease.InMemoryLeaseStore;
import dev.berth.lease.LeaseStore;

class InMemoryUsageStoreTest extends UsageStoreContract {

  private final InMemoryLeaseStore leases = new InMemoryLeaseStore();
  private final InMemoryUsageStore store = new InMemoryUsageStore(leases);

  @Override
  protected UsageStore store() {
    return store;
  }

  @Override
  protected LeaseStore leases() {
    return leases;
  }

  @Override
  protected void clean(Gpu gpu) {
    leases.gpus().clean(gpu);
  }
}
