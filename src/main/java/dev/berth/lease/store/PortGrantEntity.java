package dev.berth.lease.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;

/** Row of {@code port_grant}: a host port held by a live lease. */
@Entity
@Table(name = "port_grant")
@IdClass(PortGrantEntity.Key.class)
@SuppressWarnings("NullAway.Init") // Hibernate fills the fields.
class PortGrantEntity {

  record Key(String node, int port) implements Serializable {}

  @Id String node;
  @Id int port;

  @Column(name = "lease_id")
  String leaseId;
}
