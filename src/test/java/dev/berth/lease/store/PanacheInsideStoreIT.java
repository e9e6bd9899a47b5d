package dev.berth.lease.store;

import static dev.berth.lease.model.SampleLeases.ADA;
import static dev.berth.lease.model.SampleLeases.BOB;
import static dev.berth.lease.model.SampleLeases.NOON;

import dev.berth.PostgresResource;
import dev.berth.account.Account;
import dev.berth.account.AccountStore;
import dev.berth.account.Role;
import dev.berth.lease.InsideStore;
import dev.berth.lease.InsideStoreContract;
import dev.berth.lease.LeaseStore;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.persistence.EntityManager;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;

@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class PanacheInsideStoreIT extends InsideStoreContract {

  private final InsideStore store;
  private final LeaseStore leases;
  private final AccountStore accounts;
  private final EntityManager database;

  PanacheInsideStoreIT(
      InsideStore store, LeaseStore leases, AccountStore accounts, EntityManager database) {
    this.store = store;
    this.leases = leases;
    this.accounts = accounts;
    this.database = database;
  }

  @BeforeEach
  void forgetAll() {
    QuarkusTransaction.requiringNew()
        .run(() -> database.createNativeQuery("truncate account cascade").executeUpdate());
    for (var user : List.of(ADA, BOB)) {
      accounts.create(new Account.New(user, Role.USER, "default", NOON)).orElseThrow();
    }
  }

  @Override
  protected InsideStore store() {
    return store;
  }

  @Override
  protected LeaseStore leases() {
    return leases;
  }
}
