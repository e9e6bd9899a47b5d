package dev.berth.notify;

class DeliveriesTest extends DeliveriesContract {

  private final InMemoryOutbox outbox = new InMemoryOutbox();

  @Override
  Outbox outbox() {
    return outbox;
  }
}
