package dev.berth.volume.store;

import dev.berth.PostgresResource;
import dev.berth.account.Account;
import dev.berth.account.AccountStore;
import dev.berth.account.Role;
import dev.berth.kernel.UserId;
import dev.berth.volume.VolumeStore;
import dev.berth.volume.VolumeStoreContract;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;

@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class PanacheVolumeStoreIT extends VolumeStoreContract {

  private final PanacheVolumeStore store;
  private final AccountStore accounts;
  private final VolumeRepository rows;

  PanacheVolumeStoreIT(PanacheVolumeStore store, AccountStore accounts, VolumeRepository rows) {
    this.store = store;
    this.accounts = accounts;
    this.rows = rows;
  }

  @BeforeEach
  void emptyButForAdaAndBob() {
    QuarkusTransaction.requiringNew()
        .run(
            () ->
                rows.getEntityManager()
                    .createNativeQuery("truncate account cascade")
                    .executeUpdate());
    for (UserId handle : List.of(ADA, BOB)) {
      accounts.create(new Account.New(handle, Role.USER, "default", Instant.EPOCH)).orElseThrow();
    }
  }

  @Override
  protected VolumeStore store() {
    return store;
  }
}
