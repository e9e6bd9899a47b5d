package dev.berth.image.store;

import io.quarkus.hibernate.orm.panache.PanacheRepositoryBase;
import jakarta.enterprise.context.ApplicationScoped;

@ApplicationScoped
class ImageRepository implements PanacheRepositoryBase<ImageEntity, String> {}
