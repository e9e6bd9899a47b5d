package dev.berth.lease;

import dev.berth.lease.model.Admission;
import dev.berth.node.Node;
import dev.berth.plan.PlanConfig;
import jakarta.inject.Singleton;

/** What limits admission now, put together from node and plan. */
@Singleton
public class AdmissionRules {

  private final Node node;
  private final PlanConfig plan;

  public AdmissionRules(Node node, PlanConfig plan) {
    this.node = node;
    this.plan = plan;
  }

  public Admission.Rules rules() {
    return new Admission.Rules(node.ports(), plan.maxLeases());
  }
}
