package dev.berth.gpu.store;

import static dev.berth.lease.model.SampleLeases.ADA;
import static dev.berth.lease.model.SampleLeases.NOON;

import dev.berth.PostgresResource;
import dev.berth.account.Account;
import dev.berth.account.AccountStore;
import dev.berth.account.Role;
import dev.berth.gpu.GpuShareContract;
import dev.berth.gpu.GpuStore;
import dev.berth.lease.LeaseStore;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.persistence.EntityManager;

@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class PanacheGpuShareIT extends GpuShareContract {

  private final GpuStore store;
  private final LeaseStore leases;
  private final AccountStore accounts;
  private final EntityManager database;

  PanacheGpuShareIT(
      GpuStore store, LeaseStore leases, AccountStore accounts, EntityManager database) {
    this.store = store;
    this.leases = leases;
    this.accounts = accounts;
    this.database = database;
  }

  @Override
  protected void empty() {
    QuarkusTransaction.requiringNew()
        .run(() -> database.createNativeQuery("truncate account, gpu cascade").executeUpdate());
    accounts.create(new Account.New(ADA, Role.USER, "default", NOON)).orElseThrow();
  }

  @Override
  protected GpuStore store() {
    return store;
  }

  @Override
  protected LeaseStore leases() {
    return leases;
  }
}
