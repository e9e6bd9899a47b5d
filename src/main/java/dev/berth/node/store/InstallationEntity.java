package dev.berth.node.store;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** The one row of {@code installation}. */
@Entity
@Table(name = "installation")
@SuppressWarnings("NullAway.Init") // Hibernate fills the fields.
class InstallationEntity {

  @Id String id;
}
