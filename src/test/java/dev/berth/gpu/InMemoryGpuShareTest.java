package dev.berth.gpu;

import dev.berth.lease.InMemoryLeaseStore;
import dev.berth.lease.LeaseStore;

class InMemoryGpuShareTest extends GpuShareContract {

  private final InMemoryLeaseStore leases = new InMemoryLeaseStore();
  private final GpuStore store = new InMemoryGpuStore(leases);

  @Override
  protected void empty() {
    // Each test has new ones.
  }

  @Override
  protected GpuStore store() {
    return store;
  }

  @Override
  protected LeaseStore leases() {
    return leases;
  }
}
