package dev.berth.dataset;

class InMemoryDatasetStoreTest extends DatasetStoreContract {

  private final InMemoryDatasetStore store = new InMemoryDatasetStore();

  @Override
  protected DatasetStore store() {
    return store;
  }
}
