package dev.berth.gpu.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Row of {@code gpu_watch}. */
@Entity
@Table(name = "gpu_watch")
@SuppressWarnings("NullAway.Init") // Hibernate fills the fields.
class GpuWatchEntity {

  @Id
  @Column(name = "lease_id")
  String leaseId;

  @Column(name = "looked_at")
  Instant lookedAt;

  @Nullable String loss;

  @Column(name = "lost_at")
  @Nullable Instant lostAt;

  @Column(name = "restarted_at")
  @Nullable Instant restartedAt;
}
