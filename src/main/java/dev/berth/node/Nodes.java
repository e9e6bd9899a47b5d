package dev.berth.node;

import dev.berth.audit.Audit;
import dev.berth.kernel.NodeId;
import jakarta.inject.Singleton;
import java.util.List;

/** What admins can ask of machines. */
@Singleton
public class Nodes {

  private final NodeStore store;
  private final Audit audit;

  public Nodes(NodeStore store, Audit audit) {
    this.store = store;
    this.audit = audit;
  }

  public List<KnownNode> list() {
    return store.list();
  }

  /** Lets a machine run empty; false where there is none of this id. */
  public boolean drain(String actor, NodeId node) {
    return set(actor, "node.drain", node, true);
  }

  /** Lets leases start there again; false where there is none of this id. */
  public boolean restore(String actor, NodeId node) {
    return set(actor, "node.restore", node, false);
  }

  private boolean set(String actor, String action, NodeId node, boolean draining) {
    return audit.together(
        () -> {
          boolean there = store.drain(node, draining);
          if (there) {
            audit.record(actor, action, node.value(), "");
          }
          return there;
        });
  }
}
