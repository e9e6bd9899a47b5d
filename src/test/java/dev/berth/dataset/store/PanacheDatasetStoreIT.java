package dev.berth.dataset.store;

import dev.berth.PostgresResource;
import dev.berth.dataset.DatasetStore;
import dev.berth.dataset.DatasetStoreContract;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class PanacheDatasetStoreIT extends DatasetStoreContract {

  private final PanacheDatasetStore store;
  private final DatasetRepository rows;

  PanacheDatasetStoreIT(PanacheDatasetStore store, DatasetRepository rows) {
    this.store = store;
    this.rows = rows;
  }

  @BeforeEach
  @AfterEach
  void empty() {
    QuarkusTransaction.requiringNew().run(rows::deleteAll);
  }

  @Override
  protected DatasetStore store() {
    return store;
  }
}
