package dev.berth.gpu;

class InMemoryProbeStoreTest extends ProbeStoreContract {

  private final ProbeStore store = new InMemoryProbeStore();

  @Override
  protected ProbeStore store() {
    return store;
  }
}
