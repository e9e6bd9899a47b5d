package dev.berth.lease.store;

import dev.berth.kernel.LeaseId;
import dev.berth.kernel.NodeId;
import dev.berth.kernel.PortNumber;
import dev.berth.kernel.UserId;
import dev.berth.lease.model.Admission;
import dev.berth.lease.model.GrantedPort;
import dev.berth.lease.model.Lease;
import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

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

  boolean isDraining(NodeId node) {
    return getSession()
        .createNativeQuery("select draining from node where id = ?1", Boolean.class)
        .setParameter(1, node.value())
        .getSingleResult();
  }

  /** Ports held, each by whom, and ports blocked. */
  Map<PortNumber, Optional<Admission.Holder>> unavailable(NodeId node, Instant now) {
    var ports = new HashMap<PortNumber, Optional<Admission.Holder>>();
    getSession()
        .createNativeQuery(
            "select port from blocked_port where node = ?1 and until > ?2", Integer.class)
        .setParameter(1, node.value())
        .setParameter(2, now)
        .getResultStream()
        .forEach(port -> ports.put(new PortNumber(port), Optional.empty()));
    getSession()
        .createQuery(
            """
            select held.port, lease.owner, lease.name from PortGrantEntity held
            join LeaseEntity lease on lease.id = held.leaseId where held.node = ?1""",
            Object[].class)
        .setParameter(1, node.value())
        .getResultStream()
        .forEach(
            row ->
                ports.put(
                    new PortNumber((Integer) row[0]),
                    Optional.of(
                        new Admission.Holder(new UserId((String) row[1]), (String) row[2]))));
    return ports;
  }

  /** Takes the ports, and remembers the last one of Berth's own choice. */
  void hold(Lease lease) {
    hold(lease, lease.ports());
  }

  private void hold(Lease lease, List<GrantedPort> ports) {
    for (var port : ports) {
      var grant = new PortGrantEntity();
      grant.node = lease.node().value();
      grant.port = port.host().value();
      grant.leaseId = lease.id().value();
      persist(grant);
    }
    ports.stream()
        .filter(port -> !port.fixed())
        .map(port -> port.host().value())
        .reduce((_, last) -> last)
        .ifPresent(last -> rememberLast(lease.node(), last));
  }

  private void rememberLast(NodeId node, int port) {
    getSession()
        .createNativeMutationQuery("update node set last_port = ?2 where id = ?1")
        .setParameter(1, node.value())
        .setParameter(2, port)
        .executeUpdate();
  }

  /** Takes and gives back what two states of a lease differ in. */
  void exchange(List<GrantedPort> before, Lease after) {
    var had = numbers(before);
    var has = numbers(after.ports());
    var lost = had.stream().filter(port -> !has.contains(port)).map(PortNumber::value).toList();
    if (!lost.isEmpty()) {
      delete("leaseId = ?1 and port in ?2", after.id().value(), lost);
    }
    hold(after, after.ports().stream().filter(port -> !had.contains(port.host())).toList());
  }

  private static Set<PortNumber> numbers(List<GrantedPort> ports) {
    return ports.stream().map(GrantedPort::host).collect(Collectors.toSet());
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
