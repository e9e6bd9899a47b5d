package dev.berth.gpu.store;

import dev.berth.gpu.model.Probe;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Row of {@code gpu_probe}; a node has one. */
@Entity
@Table(name = "gpu_probe")
@SuppressWarnings("NullAway.Init") // Hibernate fills the fields.
class GpuProbeEntity {

  @Id String node;

  @Column(name = "next_at")
  Instant nextAt;

  @Column(name = "claimed_until")
  Instant claimedUntil;

  @Column(name = "begun_at")
  @Nullable Instant begunAt;

  @Enumerated(EnumType.STRING)
  Probe.@Nullable Result result;

  @Nullable String trouble;
}
