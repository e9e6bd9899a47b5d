package dev.berth.gpu;

import dev.berth.kernel.LeaseId;
import dev.berth.lease.InMemoryLeaseStore;
import java.time.Instant;

class InMemoryLossStoreTest extends LossStoreContract {

  private final InMemoryLeaseStore leases = new InMemoryLeaseStore();
  private final RunningLeases running = new RunningLeases(leases, new InMemoryGpuStore(leases));
  private final LossStore store = new InMemoryLossStore(leases);

  @Override
  protected LossStore store() {
    return store;
  }

  @Override
  protected LeaseId running(int number) {
    return running.make(number);
  }

  @Override
  protected void restart(LeaseId lease, Instant at) {
    running.restart(lease, at);
  }

  @Override
  protected void stop(LeaseId lease) {
    running.stop(lease);
  }
}
