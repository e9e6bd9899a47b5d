package dev.berth.node.store;

import dev.berth.kernel.NodeId;
import dev.berth.node.KnownNode;
import dev.berth.node.NodeStore;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.hibernate.Session;

/** Keeps machines in PostgreSQL. */
@ApplicationScoped
class PanacheNodeStore implements NodeStore {

  private final Session database;

  PanacheNodeStore(Session database) {
    this.database = database;
  }

  @Override
  public List<KnownNode> list() {
    return QuarkusTransaction.joiningExisting()
        .call(
            () ->
                database
                    .createNativeQuery("select id, draining from node order by id", Object[].class)
                    .getResultStream()
                    .map(row -> new KnownNode(new NodeId((String) row[0]), (Boolean) row[1]))
                    .toList());
  }

  @Override
  public boolean drain(NodeId node, boolean draining) {
    return QuarkusTransaction.joiningExisting()
        .call(
            () ->
                database
                        .createNativeMutationQuery("update node set draining = ?2 where id = ?1")
                        .setParameter(1, node.value())
                        .setParameter(2, draining)
                        .executeUpdate()
                    > 0);
  }
}
