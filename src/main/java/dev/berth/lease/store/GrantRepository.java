package dev.berth.lease.store;

import dev.berth.kernel.LeaseId;
import dev.berth.kernel.NodeId;
import dev.berth.kernel.PortNumber;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Ports held and ports blocked, all under the lock of their node's row. */
@ApplicationScoped
class GrantRepository implements PanacheRepositoryBase<PortGrantEntity, PortGrantEntity.Key> {

  /** Takes the node's lock till the end of the transaction; answers the port granted last. */
  Optional<PortNumber> lockNode(NodeId node) {
    var last =
        getSession()
            .createNativeQuery(
                "select last_port from node where id = ?1 for no key update", Integer.class)
            .setParameter(1, node.value())
            .getSingleResult();
    return Optional.ofNullable(last).map(PortNumber::new);
  }

  Set<PortNumber> unavailable(NodeId node, Instant now) {
    var held = find("node", node.value()).stream().map(grant -> grant.port);
    var blocked =
        getSession()
            .createNativeQuery(
                "select port from blocked_port where node = ?1 and until > ?2", Integer.class)
            .setParameter(1, node.value())
            .setParameter(2, now)
            .getResultStream();
    return Stream.concat(held, blocked)
        .map(PortNumber::new)
        .collect(Collectors.toUnmodifiableSet());
  }

  void hold(NodeId node, PortNumber port, LeaseId lease) {
    var grant = new PortGrantEntity();
    grant.node = node.value();
    grant.port = port.value();
    grant.leaseId = lease.value();
    persist(grant);
    getSession()
        .createNativeMutationQuery("update node set last_port = ?2 where id = ?1")
        .setParameter(1, node.value())
        .setParameter(2, port.value())
        .executeUpdate();
  }

  void free(LeaseId lease) {
    delete("leaseId", lease.value());
  }

  /** Blocks a port, and forgets the blocks that are over. */
  void block(NodeId node, PortNumber port, Instant now, Instant until) {
    getSession()
        .createNativeMutationQuery("delete from blocked_port where node = ?1 and until <= ?2")
        .setParameter(1, node.value())
        .setParameter(2, now)
        .executeUpdate();
    getSession()
        .createNativeMutationQuery(
            """
            insert into blocked_port (node, port, until) values (?1, ?2, ?3)
            on conflict (node, port) do update set until = excluded.until""")
        .setParameter(1, node.value())
        .setParameter(2, port.value())
        .setParameter(3, until)
        .executeUpdate();
  }
}
