package dev.berth.disk.store;

import static dev.berth.lease.model.SampleLeases.ADA;
import static dev.berth.lease.model.SampleLeases.BOB;
import static dev.berth.lease.model.SampleLeases.NOON;

import dev.berth.PostgresResource;
import dev.berth.account.Account;
import dev.berth.account.AccountStore;
import dev.berth.account.Role;
import dev.berth.disk.DiskStore;
import dev.berth.disk.DiskStoreContract;
import dev.berth.image.ImageStore;
import dev.berth.lease.LeaseStore;
import dev.berth.volume.VolumeStore;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.persistence.EntityManager;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;

@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class PanacheDiskStoreIT extends DiskStoreContract {

  private final DiskStore store;
  private final LeaseStore leases;
  private final VolumeStore volumes;
  private final ImageStore images;
  private final AccountStore accounts;
  private final EntityManager database;

  PanacheDiskStoreIT(
      DiskStore store,
      LeaseStore leases,
      VolumeStore volumes,
      ImageStore images,
      AccountStore accounts,
      EntityManager database) {
    this.store = store;
    this.leases = leases;
    this.volumes = volumes;
    this.images = images;
    this.accounts = accounts;
    this.database = database;
  }

  @BeforeEach
  void forgetAll() {
    QuarkusTransaction.requiringNew()
        .run(
            () -> {
              database
                  .createNativeQuery(
                      "truncate account, disk_use, disk_removed_home, delivery cascade")
                  .executeUpdate();
              database
                  .createNativeQuery(
                      "update disk_watch set next_at = 'epoch', claimed_until = 'epoch',"
                          + " begun_at = 'epoch',"
                          + " measured_at = null, trouble = ''")
                  .executeUpdate();
            });
    for (var user : List.of(ADA, BOB)) {
      accounts.create(new Account.New(user, Role.USER, "default", NOON)).orElseThrow();
    }
  }

  @Override
  protected DiskStore store() {
    return store;
  }

  @Override
  protected LeaseStore leases() {
    return leases;
  }

  @Override
  protected ImageStore images() {
    return images;
  }

  @Override
  protected VolumeStore volumes() {
    return volumes;
  }

  @Override
  @SuppressWarnings("unchecked")
  protected List<String> told() {
    return database.createNativeQuery("select notice_id from delivery").getResultList();
  }
}
