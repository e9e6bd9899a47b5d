package dev.berth.volume.store;

import dev.berth.kernel.UserId;
import dev.berth.volume.Volume;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.time.Instant;

/** Row of {@code volume}. */
@Entity
@Table(name = "volume")
@IdClass(VolumeEntity.Key.class)
@SuppressWarnings("NullAway.Init") // Hibernate fills the fields.
class VolumeEntity {

  @Id String owner;
  @Id String name;

  @Column(name = "engine_name")
  String engineName;

  @Column(name = "created_at")
  Instant createdAt;

  record Key(String owner, String name) {}

  Volume toModel() {
    return new Volume(new UserId(owner), name, engineName, createdAt);
  }

  static VolumeEntity of(Volume volume) {
    var row = new VolumeEntity();
    row.owner = volume.owner().value();
    row.name = volume.name();
    row.engineName = volume.engineName();
    row.createdAt = volume.createdAt();
    return row;
  }
}
