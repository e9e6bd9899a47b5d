package dev.berth.lease;

import dev.berth.grant.model.Gpu;

class InMemoryLeaseStoreTest extends LeaseStoreContract {

  private final InMemoryLeaseStore store = new InMemoryLeaseStore();

  @Override
  protected LeaseStore store() {
    return store;
  }

  @Override
  protected void clean(Gpu gpu) {
    store.gpus().clean(gpu);
  }
}
