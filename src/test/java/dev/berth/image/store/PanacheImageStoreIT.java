package dev.berth.image.store;

import dev.berth.PostgresResource;
import dev.berth.image.ImageStore;
import dev.berth.image.ImageStoreContract;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.BeforeEach;

@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class PanacheImageStoreIT extends ImageStoreContract {

  private final PanacheImageStore store;
  private final ImageRepository rows;

  PanacheImageStoreIT(PanacheImageStore store, ImageRepository rows) {
    this.store = store;
    this.rows = rows;
  }

  @BeforeEach
  void empty() {
    QuarkusTransaction.requiringNew().run(rows::deleteAll);
  }

  @Override
  protected ImageStore store() {
    return store;
  }
}
