package dev.berth.lease.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Row of {@code workspace_watch}. */
@Entity
@Table(name = "workspace_watch")
@SuppressWarnings("NullAway.Init") // Hibernate fills the fields.
class WorkspaceWatchEntity {

  @Id
  @Column(name = "lease_id")
  String leaseId;

  @Column(name = "looked_at")
  @Nullable Instant lookedAt;

  int failures;

  @Column(name = "out_of_memory_at")
  @Nullable Instant outOfMemoryAt;
}
