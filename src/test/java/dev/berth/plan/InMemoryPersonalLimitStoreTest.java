package dev.berth.plan;

class InMemoryPersonalLimitStoreTest extends PersonalLimitStoreContract {

  private final InMemoryPersonalLimitStore store = new InMemoryPersonalLimitStore();

  @Override
  protected PersonalLimitStore store() {
    return store;
  }
}
