package dev.berth.dataset.store;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;

@ApplicationScoped
class DatasetRepository implements PanacheRepositoryBase<DatasetEntity, String> {}
