package dev.berth.gpu.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Row of {@code gpu}. */
@Entity
@Table(name = "gpu")
@SuppressWarnings("NullAway.Init") // Hibernate fills the fields.
class GpuEntity {

  @Id String id;
  String node;
  int idx;
  String model;

  @Column(name = "memory_bytes")
  long memoryBytes;

  boolean present;
  boolean clean;
  boolean draining;
  @Nullable String quarantine;

  @Column(name = "used_mebibytes")
  long usedMebibytes;

  @Nullable Integer utilization;
  @Nullable Integer temperature;
  int processes;

  @Column(name = "bus_id")
  @Nullable String busId;

  @Nullable Integer link;
  @Nullable Integer numa;
  int shares;

  /** Of a share, the GPU. */
  @Nullable String parent;

  @Column(name = "seen_at")
  Instant seenAt;
}
