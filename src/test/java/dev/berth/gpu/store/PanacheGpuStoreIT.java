package dev.berth.gpu.store;

import dev.berth.PostgresResource;
import dev.berth.gpu.GpuStore;
import dev.berth.gpu.GpuStoreContract;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.persistence.EntityManager;
import org.junit.jupiter.api.BeforeEach;

@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class PanacheGpuStoreIT extends GpuStoreContract {

  private final GpuStore store;
  private final EntityManager database;

  PanacheGpuStoreIT(GpuStore store, EntityManager database) {
    this.store = store;
    this.database = database;
  }

  @BeforeEach
  void forgetAll() {
    QuarkusTransaction.requiringNew()
        .run(() -> database.createNativeQuery("truncate gpu cascade").executeUpdate());
  }

  @Override
  protected GpuStore store() {
    return store;
  }
}
