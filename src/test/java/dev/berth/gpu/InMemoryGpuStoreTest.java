package dev.berth.gpu;

import dev.berth.lease.InMemoryLeaseStore;

class InMemoryGpuStoreTest extends GpuStoreContract {

  private final GpuStore store = new InMemoryGpuStore(new InMemoryLeaseStore());

  @Override
  protected GpuStore store() {
    return store;
  }
}
