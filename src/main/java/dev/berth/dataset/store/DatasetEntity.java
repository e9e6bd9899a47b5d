package dev.berth.dataset.store;

import dev.berth.dataset.Dataset;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** Row of {@code dataset}. */
@Entity
@Table(name = "dataset")
@SuppressWarnings("NullAway.Init") // Hibernate fills the fields.
class DatasetEntity {

  @Id String name;
  String path;
  String description;
  boolean writable;
  boolean seen;

  Dataset toModel() {
    return new Dataset(name, path, description, writable, seen);
  }

  void set(Dataset dataset) {
    name = dataset.name();
    path = dataset.path();
    description = dataset.description();
    writable = dataset.writable();
    seen = dataset.seen();
  }
}
