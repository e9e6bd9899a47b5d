package dev.berth.volume;

class InMemoryVolumeStoreTest extends VolumeStoreContract {

  private final InMemoryVolumeStore store = new InMemoryVolumeStore();

  @Override
  protected VolumeStore store() {
    return store;
  }
}
