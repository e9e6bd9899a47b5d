package dev.berth.gpu.store;

import dev.berth.PostgresResource;
import dev.berth.gpu.ProbeStore;
import dev.berth.gpu.ProbeStoreContract;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.persistence.EntityManager;
import org.junit.jupiter.api.BeforeEach;

@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class PanacheProbeStoreIT extends ProbeStoreContract {

  private final ProbeStore store;
  private final EntityManager database;

  PanacheProbeStoreIT(ProbeStore store, EntityManager database) {
    this.store = store;
    this.database = database;
  }

  @BeforeEach
  void forgetAll() {
    QuarkusTransaction.requiringNew()
        .run(
            () ->
                database
                    .createNativeQuery(
                        "update gpu_probe set next_at = 'epoch', claimed_until = 'epoch',"
                            + " begun_at = null, result = null, trouble = null")
                    .executeUpdate());
  }

  @Override
  protected ProbeStore store() {
    return store;
  }
}
