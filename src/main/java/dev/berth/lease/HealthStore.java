package dev.berth.lease;

import dev.berth.kernel.LeaseId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What is known of how running workspaces are. Each method is one short transaction. */
public interface HealthStore {

  /**
   * A workspace whose SSH server is to be asked.
   *
   * @param failures looks in a row that it did not answer, since it is up
   */
  record Due(LeaseId lease, int failures) {}

  /**
   * Takes leases with an SSH server that run for one look, and leaves them to nobody else until the
   * next: {@code every} after the last look, or after the start where there was none.
   */
  List<Due> claimDue(Instant now, Duration every, int most);

  /** Keeps how often in a row a lease that was looked at did not answer. */
  void write(LeaseId lease, int failures);

  /** True for one caller only in each {@code pause}, whoever else has seen the same. */
  boolean claimOutOfMemory(LeaseId lease, Instant now, Duration pause);
}
