package dev.berth.notify;

import dev.berth.PostgresResource;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.persistence.EntityManager;

/** With the real outbox. */
@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class DeliveriesIT extends DeliveriesContract {

  private final Outbox outbox;
  private final EntityManager database;

  DeliveriesIT(Outbox outbox, EntityManager database) {
    this.outbox = outbox;
    this.database = database;
  }

  @Override
  void empty() {
    QuarkusTransaction.requiringNew()
        .run(() -> database.createNativeQuery("truncate delivery").executeUpdate());
  }

  @Override
  Outbox outbox() {
    return outbox;
  }
}
