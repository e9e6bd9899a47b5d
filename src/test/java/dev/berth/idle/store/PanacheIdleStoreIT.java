package dev.berth.idle.store;

import static dev.berth.lease.model.SampleLeases.ADA;
import static dev.berth.lease.model.SampleLeases.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.PostgresResource;
import dev.berth.account.Account;
import dev.berth.account.AccountStore;
import dev.berth.account.Role;
import dev.berth.idle.IdleStore;
import dev.berth.idle.IdleStoreContract;
import dev.berth.idle.model.IdleWindow;
import dev.berth.lease.LeaseStore;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

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

  /** As when Berth is killed between writing what was seen and telling of it. */
  @Test
  void whatWasSeenGoesWithTheTransactionInWhichItIsToldOf() {
    running(1);
    var due = store.claimDue(NOON, Duration.ofSeconds(20), 1).getFirst();
    var warned =
        new IdleWindow(NOON, null, null, Map.of(), Duration.ZERO, true, null, null, List.of());
    assertThatThrownBy(
            () ->
                QuarkusTransaction.requiringNew()
                    .run(
                        () -> {
                          assertThat(store.write(due, warned, Optional.empty())).isTrue();
                          leases.addEvent(due.lease(), "idle-warning", "soon", NOON);
                          throw new IllegalStateException("killed");
                        }))
        .hasMessageContaining("killed");
    assertThat(leases.lastEvent(due.lease()).orElseThrow().kind()).isNotEqualTo("idle-warning");
    assertThat(store.find(List.of(due.lease())).get(due.lease())).isEqualTo(due.known());
    assertThat(store.write(due, warned, Optional.empty())).isTrue();
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
