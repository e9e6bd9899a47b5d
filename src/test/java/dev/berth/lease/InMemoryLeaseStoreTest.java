package dev.berth.lease;

import dev.berth.grant.model.Gpu;
import dev.berth.kernel.GpuId;
import dev.berth.lease.model.Commitments;
import java.util.List;
import java.util.Optional;
import java.util.Set;

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

  @Override
  protected void drain(boolean node, Optional<GpuId> gpu) {
    store.gpus().commit(new Commitments(node, Set.copyOf(gpu.stream().toList()), List.of()));
  }
}
