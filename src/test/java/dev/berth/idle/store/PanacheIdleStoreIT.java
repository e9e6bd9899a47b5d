package dev.berth.idle.store;

import static dev.berth.lease.model.SampleLeases.ADA;
import static dev.berth.lease.model.SampleLeases.NOON;

import dev.berth.PostgresResource;
import dev.berth.account.Account;
import dev.berth.account.AccountStore;
import dev.berth.account.Role;
import dev.berth.idle.IdleStore;
import dev.berth.idle.IdleStoreContract;
import dev.berth.lease.LeaseStore;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.persistence.EntityManager;
import org.junit.jupiter.api.BeforeEach;

@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class PanacheIdleStoreIT extends IdleStoreContract {

  private final IdleStore store;
  private final LeaseStore leases;
  private final AccountStore accounts;
  private final EntityManager database;

  PanacheIdleStoreIT(
      IdleStore store, LeaseStore leases, AccountStore accounts, EntityManager database) {
    this.store = store;
    this.leases = leases;
    this.accounts = accounts;
    this.database = database;
  }

  @BeforeEach
  void forgetAll() {
    QuarkusTransaction.requiringNew()
        .run(() -> database.createNativeQuery("truncate account cascade").executeUpdate());
    accounts.create(new Account.New(ADA, Role.USER, "default", NOON)).orElseThrow();
  }

  @Override
  protected IdleStore store() {
    return store;
  }

  @Override
  protected LeaseStore leases() {
    return leases;
  }
}
