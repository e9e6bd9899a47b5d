package dev.berth.lease;

import dev.berth.grant.model.Gpu;

class InMemoryReservationStoreTest extends ReservationStoreContract {

  private final InMemoryLeaseStore leases = new InMemoryLeaseStore();
  private final InMemoryReservationStore store = new InMemoryReservationStore(leases);

  @Override
  protected ReservationStore store() {
    return store;
  }

  @Override
  protected LeaseStore leases() {
    return leases;
  }

  /** A new one for each test. */
  @Override
  protected void empty() {}

  @Override
  protected void clean(Gpu gpu) {
    leases.gpus().clean(gpu);
  }
}
