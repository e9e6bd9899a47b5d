package dev.berth.gpu.store;

import static dev.berth.lease.model.SampleLeases.ADA;
import static dev.berth.lease.model.SampleLeases.NOON;

import dev.berth.PostgresResource;
import dev.berth.account.Account;
import dev.berth.account.AccountStore;
import dev.berth.account.Role;
import dev.berth.gpu.GpuStore;
import dev.berth.gpu.LossStore;
import dev.berth.gpu.LossStoreContract;
import dev.berth.gpu.RunningLeases;
import dev.berth.kernel.LeaseId;
import dev.berth.lease.LeaseStore;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;

@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class PanacheLossStoreIT extends LossStoreContract {

  private final LossStore store;
  private final RunningLeases running;
  private final AccountStore accounts;
  private final EntityManager database;

  PanacheLossStoreIT(
      LossStore store,
      LeaseStore leases,
      GpuStore gpus,
      AccountStore accounts,
      EntityManager database) {
    this.store = store;
    this.running = new RunningLeases(leases, gpus);
    this.accounts = accounts;
    this.database = database;
  }

  @BeforeEach
  void forgetAll() {
    QuarkusTransaction.requiringNew()
        .run(() -> database.createNativeQuery("truncate account, gpu cascade").executeUpdate());
    accounts.create(new Account.New(ADA, Role.USER, "default", NOON)).orElseThrow();
  }

  @Override
  protected LossStore store() {
    return store;
  }

  @Override
  protected LeaseId running(int number) {
    return running.make(number);
  }

  @Override
  protected void restart(LeaseId lease, Instant at) {
    running.restart(lease, at);
  }

  @Override
  protected void stop(LeaseId lease) {
    running.stop(lease);
  }
}
