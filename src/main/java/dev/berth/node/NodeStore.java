package dev.berth.node;

import dev.berth.kernel.NodeId;
import java.util.List;

/** Where machines are on record. */
public interface NodeStore {

  /** By id. */
  List<KnownNode> list();

  /** Begins or ends draining; false where there is none of this id. */
  boolean drain(NodeId node, boolean draining);
}
