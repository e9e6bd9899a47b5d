package dev.berth.volume.store;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;

@ApplicationScoped
class VolumeRepository implements PanacheRepositoryBase<VolumeEntity, VolumeEntity.Key> {}
