package dev.berth.plan.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.berth.PostgresResource;
import dev.berth.account.Account;
import dev.berth.account.AccountStore;
import dev.berth.account.Role;
import dev.berth.kernel.UserId;
import dev.berth.plan.PlanStore;
import dev.berth.plan.PlanStore.Removal;
import dev.berth.plan.PlanStoreContract;
import dev.berth.plan.model.PlanSettings;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class PanachePlanStoreIT extends PlanStoreContract {

  private final PanachePlanStore store;
  private final AccountStore accounts;
  private final PlanRepository rows;

  PanachePlanStoreIT(PanachePlanStore store, AccountStore accounts, PlanRepository rows) {
    this.store = store;
    this.accounts = accounts;
    this.rows = rows;
  }

  @BeforeEach
  @AfterEach
  void leaveOnlyTheDefault() {
    QuarkusTransaction.requiringNew()
        .run(
            () ->
                List.of(
                        "truncate account cascade",
                        "delete from plan",
                        "insert into plan (name) values ('default')")
                    .forEach(
                        sql -> rows.getEntityManager().createNativeQuery(sql).executeUpdate()));
  }

  @Override
  protected PlanStore store() {
    return store;
  }

  @Override
  protected void give(String plan, int count) {
    for (int i = 0; i < count; i++) {
      accounts
          .create(new Account.New(new UserId("user" + i), Role.USER, plan, Instant.EPOCH))
          .orElseThrow();
    }
  }

  @Test
  void waitsForWhoeverIsTakingThePlan() throws Exception {
    store.put(PlanSettings.unset("large"));
    var held = new CountDownLatch(1);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var taking =
          threads.submit(
              () ->
                  QuarkusTransaction.requiringNew()
                      .run(
                          () -> {
                            assertThat(store.hold("large")).isTrue();
                            held.countDown();
                            give("large", 1);
                          }));
      held.await();
      assertThat(store.remove("large")).isEqualTo(new Removal.InUse(1));
      taking.get();
    }
  }
}
