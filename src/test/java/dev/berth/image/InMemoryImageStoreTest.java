package dev.berth.image;

class InMemoryImageStoreTest extends ImageStoreContract {

  private final InMemoryImageStore store = new InMemoryImageStore();

  @Override
  protected ImageStore store() {
    return store;
  }
}
