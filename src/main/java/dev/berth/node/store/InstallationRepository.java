package dev.berth.node.store;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;

@ApplicationScoped
class InstallationRepository implements PanacheRepositoryBase<InstallationEntity, String> {}
