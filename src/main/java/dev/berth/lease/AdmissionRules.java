package dev.berth.lease;

import dev.berth.kernel.UserId;
import dev.berth.lease.model.Admission;
import dev.berth.node.Node;
import jakarta.inject.Singleton;

/** What limits admission now, put together from node and plan. */
@Singleton
public class AdmissionRules {

  private final Node node;
  private final Owners owners;

  public AdmissionRules(Node node, Owners owners) {
    this.node = node;
    this.owners = owners;
  }

  public Admission.Rules rules(UserId owner) {
    return new Admission.Rules(node.ports(), owners.plan(owner).limits());
  }
}
