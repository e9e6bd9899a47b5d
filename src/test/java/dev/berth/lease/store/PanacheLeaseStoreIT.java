package dev.berth.lease.store;

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
import dev.berth.kernel.GpuId;
import dev.berth.kernel.NodeId;
import dev.berth.kernel.PortNumber;
import dev.berth.lease.LeaseStore;
import dev.berth.lease.LeaseStoreContract;
import dev.berth.node.NodeStore;
import io.quarkus.narayana.jta.QuarkusTransaction;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(PostgresResource.class)
class PanacheLeaseStoreIT extends LeaseStoreContract {

  private final PanacheLeaseStore store;
  private final AccountStore accounts;
  private final EntityManager database;
  private final GrantRepository grants;
  private final GpuStore gpus;
  private final NodeStore nodes;

  PanacheLeaseStoreIT(
      PanacheLeaseStore store,
      AccountStore accounts,
      EntityManager database,
      GrantRepository grants,
      GpuStore gpus,
      NodeStore nodes) {
    this.nodes = nodes;
    this.gpus = gpus;
    this.grants = grants;
    this.store = store;
    this.accounts = accounts;
    this.database = database;
  }

  @Override
  protected void empty() {
    QuarkusTransaction.requiringNew()
        .run(
            () ->
                List.of(
                        "truncate account, gpu cascade",
                        "delete from blocked_port",
                        "update node set last_port = null, draining = false")
                    .forEach(sql -> database.createNativeQuery(sql).executeUpdate()));
    accounts.create(new Account.New(ADA, Role.USER, "default", NOON)).orElseThrow();
    accounts.create(new Account.New(BOB, Role.USER, "default", NOON)).orElseThrow();
  }

  @Override
  protected LeaseStore store() {
    return store;
  }

  @Override
  protected void clean(Gpu gpu) {
    var others = gpus.list().stream().map(KnownGpu::gpu).filter(other -> !other.equals(gpu));
    gpus.found(
        Stream.concat(others, Stream.of(gpu)).map(PanacheLeaseStoreIT::found).toList(),
        Set.of(gpu.id()),
        NOON);
  }

  @Override
  protected void drain(boolean node, Optional<GpuId> gpu) {
    nodes.drain(NodeId.LOCAL, node);
    gpu.ifPresent(gpus::drain);
  }

  private static FoundGpu found(Gpu gpu) {
    return new FoundGpu(gpu, new Reading(0, null, null, 0), Optional.empty());
  }

  /** Rows that are over would add up over the years. */
  @Test
  void forgetsBlocksThatAreOver() {
    block(22_001, NOON);
    block(22_002, NOON.plusSeconds(600));

    assertThat(
            database
                .createNativeQuery("select port from blocked_port", Integer.class)
                .getResultList())
        .isEqualTo(List.of(22_002));
  }

  private void block(int port, Instant now) {
    QuarkusTransaction.requiringNew()
        .run(() -> grants.block(NodeId.LOCAL, new PortNumber(port), now, now.plusSeconds(60)));
  }
}
