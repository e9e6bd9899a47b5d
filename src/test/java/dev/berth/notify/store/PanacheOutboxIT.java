package dev.berth.notify.store;

import dev.berth.PostgresResource;
import dev.berth.notify.Outbox;
import dev.berth.notify.OutboxContract;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.persistence.EntityManager;

@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class PanacheOutboxIT extends OutboxContract {

  private final Outbox outbox;
  private final EntityManager database;

  PanacheOutboxIT(Outbox outbox, EntityManager database) {
    this.outbox = outbox;
    this.database = database;
  }

  @Override
  protected void empty() {
    QuarkusTransaction.requiringNew()
        .run(() -> database.createNativeQuery("truncate delivery").executeUpdate());
  }

  @Override
  protected Outbox outbox() {
    return outbox;
  }
}
