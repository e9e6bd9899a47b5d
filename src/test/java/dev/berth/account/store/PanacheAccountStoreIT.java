package dev.berth.account.store;

import dev.berth.PostgresResource;
import dev.berth.account.AccountStore;
import dev.berth.account.AccountStoreContract;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.util.List;
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
                List.of(
                        "truncate account cascade",
                        "insert into plan (name) values ('large') on conflict do nothing")
                    .forEach(
                        sql -> accounts.getEntityManager().createNativeQuery(sql).executeUpdate()));
  }

  @Override
  protected AccountStore store() {
    return store;
  }
}
