package dev.berth.account.store;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;

@ApplicationScoped
class SshKeyRepository implements PanacheRepositoryBase<SshKeyEntity, SshKeyEntity.Key> {}
