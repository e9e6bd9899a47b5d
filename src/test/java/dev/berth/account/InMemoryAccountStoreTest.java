package dev.berth.account;

class InMemoryAccountStoreTest extends AccountStoreContract {

  private final InMemoryAccountStore store = new InMemoryAccountStore();

  @Override
  protected AccountStore store() {
    return store;
  }
}
