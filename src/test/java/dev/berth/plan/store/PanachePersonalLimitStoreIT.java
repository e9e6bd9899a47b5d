package dev.berth.plan.store;

import dev.berth.PostgresResource;
import dev.berth.account.Account;
import dev.berth.account.AccountStore;
import dev.berth.account.Role;
import dev.berth.plan.PersonalLimitStore;
import dev.berth.plan.PersonalLimitStoreContract;
import dev.berth.plan.model.Plan;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Instant;
import java.util.List;
import org.hibernate.Session;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class PanachePersonalLimitStoreIT extends PersonalLimitStoreContract {

  private final PanachePersonalLimitStore store;
  private final AccountStore accounts;
  private final Session database;

  PanachePersonalLimitStoreIT(
      PanachePersonalLimitStore store, AccountStore accounts, Session database) {
    this.store = store;
    this.accounts = accounts;
    this.database = database;
  }

  @BeforeEach
  void knowTwo() {
    forget();
    List.of(ADA, BOB)
        .forEach(
            user ->
                accounts
                    .create(new Account.New(user, Role.USER, Plan.DEFAULT, Instant.EPOCH))
                    .orElseThrow());
  }

  @AfterEach
  void forget() {
    QuarkusTransaction.requiringNew()
        .run(() -> database.createNativeMutationQuery("truncate account cascade").executeUpdate());
  }

  @Override
  protected PersonalLimitStore store() {
    return store;
  }
}
