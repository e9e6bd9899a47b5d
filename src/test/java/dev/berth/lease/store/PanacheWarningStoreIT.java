package dev.berth.lease.store;

import static dev.berth.lease.model.SampleLeases.ADA;
import static dev.berth.lease.model.SampleLeases.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.berth.PostgresResource;
import dev.berth.account.Account;
import dev.berth.account.AccountStore;
import dev.berth.account.Role;
import dev.berth.lease.LeaseStore;
import dev.berth.lease.WarningStore;
import dev.berth.lease.WarningStoreContract;
import dev.berth.notify.Outbox;
import dev.berth.notify.model.Channel;
import dev.berth.notify.model.Delivery;
import dev.berth.notify.model.Notice;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class PanacheWarningStoreIT extends WarningStoreContract {

  private final WarningStore store;
  private final LeaseStore leases;
  private final Outbox outbox;
  private final AccountStore accounts;
  private final LeaseRepository rows;
  private final EventRepository events;
  private final EntityManager database;

  PanacheWarningStoreIT(
      WarningStore store,
      LeaseStore leases,
      Outbox outbox,
      AccountStore accounts,
      LeaseRepository rows,
      EventRepository events,
      EntityManager database) {
    this.store = store;
    this.leases = leases;
    this.outbox = outbox;
    this.accounts = accounts;
    this.rows = rows;
    this.events = events;
    this.database = database;
  }

  @Override
  protected void empty() {
    QuarkusTransaction.requiringNew()
        .run(
            () -> database.createNativeQuery("truncate account, delivery cascade").executeUpdate());
    accounts.create(new Account.New(ADA, Role.USER, "default", NOON)).orElseThrow();
  }

  @Override
  protected WarningStore store() {
    return store;
  }

  @Override
  protected LeaseStore leases() {
    return leases;
  }

  @Override
  protected Outbox outbox() {
    return outbox;
  }

  @Test
  void writesNothingOfAWarningThatItCannotWriteInFull() {
    var lease = running(1);
    var due = END.minus(Duration.ofMinutes(15));
    var broken = new PanacheWarningStore(rows, events, new BrokenOutbox());
    assertThatThrownBy(() -> broken.warn(due, MEANS, 10)).hasMessageContaining("crash");
    assertThat(leases.events(lease.id(), 0, 100)).noneMatch(it -> it.kind().equals("warning"));
    assertThat(store.warn(due, MEANS, 10)).hasSize(1);
  }

  /** Fails like a process that is killed: after the rest was written. */
  private static final class BrokenOutbox implements Outbox {

    @Override
    public void add(Notice notice, Set<Channel> channels, Instant now) {
      throw new IllegalStateException("crash");
    }

    @Override
    public List<Delivery> claim(Instant now, Instant until, int most) {
      return List.of();
    }

    @Override
    public void delivered(Delivery delivery, Instant at) {}

    @Override
    public void failed(Delivery delivery, String why, Optional<Instant> next) {}
  }

  /** A pass costs what is due, though there be many leases. */
  @Test
  void findsWhatIsDueByAnIndex() {
    QuarkusTransaction.requiringNew()
        .run(
            () -> {
              database
                  .createNativeQuery(
                      "insert into lease (id, owner, name, spec, node, host_key, sealed_host_key,"
                          + " created_at, expires_at, term_limit, grace_seconds, state, state_detail,"
                          + " since, version, ports, gpus, generation, next_warning_at)"
                          + " select 'L' || n, 'ada', 'l' || n, '{}', 'local', '', '', now(), now(),"
                          + " now(), 0, 'running', '{}', now(), 0, '[]', '[]', 0,"
                          + " now() + n * interval '1 minute' from generate_series(1, 5000) n")
                  .executeUpdate();
            });
    QuarkusTransaction.requiringNew()
        .run(() -> database.createNativeQuery("analyze lease").executeUpdate());
    List<String> plan =
        QuarkusTransaction.requiringNew()
            .call(
                () ->
                    database
                        .createNativeQuery(
                            "explain select * from lease where next_warning_at <= now()"
                                + " order by next_warning_at limit 200",
                            String.class)
                        .getResultList());
    assertThat(String.join("\n", plan)).contains("lease_next_warning");
  }
}
