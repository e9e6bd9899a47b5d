package dev.berth.lease.store;

import static dev.berth.lease.model.SampleLeases.ADA;
import static dev.berth.lease.model.SampleLeases.BOB;
import static dev.berth.lease.model.SampleLeases.NOON;

import dev.berth.PostgresResource;
import dev.berth.account.Account;
import dev.berth.account.AccountStore;
import dev.berth.account.Role;
import dev.berth.gpu.GpuStore;
import dev.berth.gpu.model.FoundGpu;
import dev.berth.gpu.model.KnownGpu;
import dev.berth.gpu.model.Reading;
import dev.berth.grant.model.Gpu;
import dev.berth.lease.LeaseStore;
import dev.berth.lease.ReservationStore;
import dev.berth.lease.ReservationStoreContract;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.persistence.EntityManager;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class PanacheReservationStoreIT extends ReservationStoreContract {

  private final PanacheReservationStore store;
  private final LeaseStore leases;
  private final AccountStore accounts;
  private final GpuStore gpus;
  private final EntityManager database;

  PanacheReservationStoreIT(
      PanacheReservationStore store,
      LeaseStore leases,
      AccountStore accounts,
      GpuStore gpus,
      EntityManager database) {
    this.store = store;
    this.leases = leases;
    this.accounts = accounts;
    this.gpus = gpus;
    this.database = database;
  }

  @Override
  protected ReservationStore store() {
    return store;
  }

  @Override
  protected LeaseStore leases() {
    return leases;
  }

  @Override
  protected void empty() {
    QuarkusTransaction.requiringNew()
        .run(() -> database.createNativeQuery("truncate account, gpu cascade").executeUpdate());
    accounts.create(new Account.New(ADA, Role.USER, "default", NOON)).orElseThrow();
    accounts.create(new Account.New(BOB, Role.USER, "default", NOON)).orElseThrow();
  }

  @Override
  protected void clean(Gpu gpu) {
    var others = gpus.list().stream().map(KnownGpu::gpu).filter(other -> !other.equals(gpu));
    gpus.found(
        Stream.concat(others, Stream.of(gpu)).map(PanacheReservationStoreIT::found).toList(),
        Set.of(gpu.id()),
        NOON);
  }

  private static FoundGpu found(Gpu gpu) {
    return new FoundGpu(gpu, new Reading(0, null, null, 0), Optional.empty());
  }
}
