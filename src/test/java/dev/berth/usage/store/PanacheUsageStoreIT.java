package dev.berth.usage.store;

import static dev.berth.lease.model.SampleLeases.ADA;
import static dev.berth.lease.model.SampleLeases.BOB;
import static dev.berth.lease.model.SampleLeases.NOON;
import static org.assertj.core.api.Assertions.assertThat;

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
import dev.berth.usage.UsageStore;
import dev.berth.usage.UsageStoreContract;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.persistence.EntityManager;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class PanacheUsageStoreIT extends UsageStoreContract {

  private final UsageStore store;
  private final LeaseStore leases;
  private final AccountStore accounts;
  private final GpuStore gpus;
  private final EntityManager database;

  PanacheUsageStoreIT(
      UsageStore store,
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
  protected void empty() {
    QuarkusTransaction.requiringNew()
        .run(() -> database.createNativeQuery("truncate account, gpu cascade").executeUpdate());
    accounts.create(new Account.New(ADA, Role.USER, "default", NOON)).orElseThrow();
    accounts.create(new Account.New(BOB, Role.USER, "default", NOON)).orElseThrow();
  }

  @Override
  protected UsageStore store() {
    return store;
  }

  @Override
  protected LeaseStore leases() {
    return leases;
  }

  @Override
  protected void clean(Gpu gpu) {
    var others = gpus.list().stream().map(KnownGpu::gpu).filter(other -> !other.equals(gpu));
    gpus.found(
        Stream.concat(others, Stream.of(gpu)).map(PanacheUsageStoreIT::found).toList(),
        Set.of(gpu.id()),
        NOON);
  }

  private static FoundGpu found(Gpu gpu) {
    return new FoundGpu(gpu, new Reading(0, null, null, 0), Optional.empty());
  }

  /** Years of others' history must not be read for a day. */
  @Test
  void findsADayAmongYearsByAnIndex() {
    QuarkusTransaction.requiringNew()
        .run(
            () -> {
              execute(
                  "insert into lease (id, owner, name, spec, node, host_key, sealed_host_key,"
                      + " created_at, expires_at, term_limit, grace_seconds, state, state_detail, since,"
                      + " version, ports, gpus, generation) values ('L', 'ada', 'l', '{}', 'local', '',"
                      + " '', now(), now(), now(), 0, 'released', '{}', now(), 0, '[]', '[]', 0)");
              execute(
                  "insert into lease_use (lease_id, owner, plan, labels, gpus, from_at, until_at)"
                      + " select 'L', 'ada', 'default', '{}', '{GPU-0}', at, at + interval '50 minutes'"
                      + " from generate_series(timestamptz '2024-01-01', '2026-01-01', '1 hour') at");
              execute(
                  "insert into gpu_idle (use_id, gpu, from_at, until_at) select id, 'GPU-0',"
                      + " from_at, until_at from lease_use");
            });
    QuarkusTransaction.requiringNew()
        .run(
            () -> {
              execute("analyze lease_use");
              execute("analyze gpu_idle");
            });
    assertThat(
            plan(
                "select * from lease_use where tstzrange(from_at, until_at)"
                    + " && tstzrange('2025-01-01', '2025-01-02')"))
        .contains("lease_use_time");
    assertThat(
            plan(
                "select * from gpu_idle where tstzrange(from_at, until_at)"
                    + " && tstzrange('2025-01-01', '2025-01-02')"))
        .contains("gpu_idle_time");
    assertThat(
            plan(
                "select * from lease_use where owner = 'ada'"
                    + " and coalesce(until_at, 'infinity') > '2025-12-25'"))
        .contains("lease_use_owner");
  }

  private void execute(String sql) {
    database.createNativeQuery(sql).executeUpdate();
  }

  private String plan(String sql) {
    List<String> lines =
        QuarkusTransaction.requiringNew()
            .call(() -> database.createNativeQuery("explain " + sql, String.class).getResultList());
    return String.join("\n", lines);
  }
}
