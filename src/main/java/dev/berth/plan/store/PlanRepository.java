package dev.berth.plan.store;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;

@ApplicationScoped
class PlanRepository implements PanacheRepositoryBase<PlanEntity, String> {}
