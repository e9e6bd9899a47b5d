package dev.berth.idle.store;

import static dev.berth.lease.model.SampleLeases.ADA;
import static dev.berth.lease.model.SampleLeases.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.berth.PostgresResource;
import dev.berth.account.Account;
import dev.berth.account.AccountChange;
import dev.berth.account.AccountStore;
import dev.berth.account.Accounts;
import dev.berth.account.Role;
import dev.berth.idle.IdleStore;
import dev.berth.idle.IdleStoreContract;
import dev.berth.idle.model.IdleWindow;
import dev.berth.lease.LeaseStore;
import dev.berth.plan.PersonalLimits;
import dev.berth.plan.Plans;
import dev.berth.plan.model.LimitName;
import dev.berth.plan.model.PersonalLimit;
import dev.berth.plan.model.PlanSettings;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Singleton;
import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class PanacheIdleStoreIT extends IdleStoreContract {

  private final IdleStore store;
  private final LeaseStore leases;
  private final AccountStore accounts;
  private final EntityManager database;
  private final Limits limits;

  /** Whoever can change them. */
  @Singleton
  record Limits(Plans plans, PersonalLimits personal, Accounts accounts) {}

  PanacheIdleStoreIT(
      IdleStore store,
      LeaseStore leases,
      AccountStore accounts,
      EntityManager database,
      Limits limits) {
    this.store = store;
    this.limits = limits;
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
    var due = store.claimDue(NOON, EVERY, 1).getFirst();
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

  /** Looked at by a clock that is behind the application's: what that makes due is far ahead. */
  @Test
  void whoseLimitsChangeIsAskedAnew() {
    running(1);
    var until = Instant.now().plus(Duration.ofHours(1));
    var exception = new PersonalLimit(ADA, LimitName.IDLE_STOP_AFTER, 0, until, "a demo");
    var large = new AccountChange(Optional.empty(), Optional.empty(), Optional.of("large"));
    List<Runnable> changes =
        List.of(
            () -> limits.plans().put("root", PlanSettings.unset("large")),
            () -> limits.accounts().update(ADA, ADA, large),
            () -> limits.personal().put(ADA, exception),
            () -> limits.personal().remove(ADA, ADA, LimitName.IDLE_STOP_AFTER));
    for (var change : changes) {
      await().during(Duration.ofMillis(500)).until(this::allRest);
      change.run();
      // Not in the very moment in which somebody else has the row.
      await().until(() -> store.claimDue(NOON, EVERY, 1).size() == 1);
    }
  }

  /** So that nobody waits for it who holds what it waits for. */
  @Test
  void whatIsBeingWrittenIsLeftOutByThoseWhoMustNotWait() {
    running(1);
    var due = store.claimDue(NOON, EVERY, 1).getFirst();
    QuarkusTransaction.requiringNew()
        .run(
            () -> {
              assertThat(store.rest(due)).isTrue();
              try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                threads
                    .submit(
                        () ->
                            store.lookAnew(
                                Optional.of(ADA), NOON, Duration.ZERO, IdleStore.Busy.SKIP))
                    .get(5, TimeUnit.SECONDS);
              } catch (ExecutionException | InterruptedException | TimeoutException e) {
                throw new AssertionError(e);
              }
            });
    assertThat(store.claimDue(NOON, EVERY, 1)).isEmpty();
  }

  private boolean allRest() {
    var due = store.claimDue(NOON, EVERY, 1);
    due.forEach(store::rest);
    return due.isEmpty();
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
