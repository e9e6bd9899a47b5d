package dev.berth.image.store;

import static dev.berth.lease.model.SampleLeases.ADA;
import static dev.berth.lease.model.SampleLeases.BOB;
import static dev.berth.lease.model.SampleLeases.NOON;
import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.PostgresResource;
import dev.berth.account.Account;
import dev.berth.account.AccountStore;
import dev.berth.account.Role;
import dev.berth.image.ImageStore;
import dev.berth.image.ImageStoreContract;
import dev.berth.kernel.ImageRef;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
import org.hibernate.Hibernate;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class PanacheImageStoreIT extends ImageStoreContract {

  private final PanacheImageStore store;
  private final ImageRepository rows;

  private final AccountStore accounts;

  PanacheImageStoreIT(PanacheImageStore store, ImageRepository rows, AccountStore accounts) {
    this.accounts = accounts;
    this.store = store;
    this.rows = rows;
  }

  @BeforeEach
  void empty() {
    QuarkusTransaction.requiringNew().run(rows::deleteAll);
    for (var user : List.of(ADA, BOB)) {
      accounts.create(new Account.New(user, Role.USER, "default", NOON));
    }
  }

  @Test
  void aListIsReadWithoutTheLogs() {
    store.add("debian", new ImageRef("debian:1"), NOON);
    QuarkusTransaction.requiringNew()
        .run(
            () ->
                assertThat(rows.listAll())
                    .allMatch(row -> !Hibernate.isPropertyInitialized(row, "log")));
  }

  @Override
  protected ImageStore store() {
    return store;
  }
}
