package dev.berth.account.store;

import dev.berth.PostgresResource;
import dev.berth.account.AccountStore;
import dev.berth.account.AccountStoreContract;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.BeforeEach;

@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class PanacheAccountStoreIT extends AccountStoreContract {

  private final PanacheAccountStore store;
  private final AccountRepository accounts;

  PanacheAccountStoreIT(PanacheAccountStore store, AccountRepository accounts) {
    this.store = store;
    this.accounts = accounts;
  }

  @BeforeEach
  void empty() {
    QuarkusTransaction.requiringNew()
        .run(
            () ->
                accounts
                    .getEntityManager()
                    .createNativeQuery("truncate account cascade")
                    .executeUpdate());
  }

  @Override
  protected AccountStore store() {
    return store;
  }
}
