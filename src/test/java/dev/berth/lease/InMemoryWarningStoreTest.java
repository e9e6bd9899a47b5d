package dev.berth.lease;

import dev.berth.notify.InMemoryOutbox;
import dev.berth.notify.Outbox;

class InMemoryWarningStoreTest extends WarningStoreContract {

  private final InMemoryLeaseStore leases = new InMemoryLeaseStore();
  private final InMemoryOutbox outbox = new InMemoryOutbox();
  private final InMemoryWarningStore store = new InMemoryWarningStore(leases, outbox);

  @Override
  protected WarningStore store() {
    return store;
  }

  @Override
  protected LeaseStore leases() {
    return leases;
  }

  @Override
  protected Outbox outbox() {
    return outbox;
  }
}
