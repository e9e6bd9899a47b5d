package dev.berth.gpu;

import dev.berth.gpu.model.Watched;
import dev.berth.kernel.LeaseId;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** What is known of the GPUs that running workspaces see. */
public interface LossStore {

  /** How often is looked where GPUs are lost. */
  Duration WHILE_LOST = Duration.ofMinutes(1);

  /**
   * Takes leases that run with GPUs for one look, and leaves them to nobody else until the next:
   * {@code every} after the last look, or after the start where there was none; sooner where they
   * were lost. The cost follows the GPUs that are held.
   */
  List<LeaseId> claimDue(Instant now, Duration every, int most);

  /** Of those of these leases that were looked at. */
  Map<LeaseId, Watched> find(Collection<LeaseId> leases);

  /** Of a lease that was looked at. */
  void write(LeaseId lease, Watched watched);
}
