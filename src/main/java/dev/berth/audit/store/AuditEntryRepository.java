package dev.berth.audit.store;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;

@ApplicationScoped
class AuditEntryRepository implements PanacheRepositoryBase<AuditEntryEntity, Long> {}
