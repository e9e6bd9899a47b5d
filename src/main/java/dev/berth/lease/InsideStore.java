package dev.berth.lease;

import dev.berth.kernel.LeaseId;
import dev.berth.kernel.UserId;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/**
 * What was last brought into the container of each lease, for all replicas: so that a look at a
 * workspace costs the engine nothing while that is right. Each method is one short transaction.
 */
public interface InsideStore {

  /** What is kept right in a running workspace. */
  enum Part {
    KEYS,
    LOCK,
    GREETING
  }

  /** SHA-256 of what is inside, in hexadecimal, of each part of which it is known. */
  Map<Part, String> of(LeaseId lease);

  /** A part of a lease that there is was brought in. */
  void write(LeaseId lease, Part part, String digest);

  /** It is not known of this part, from before something is brought in until that is written. */
  void forget(LeaseId lease, Part part);

  /** It is not known of any part, for the container is about to start. */
  void forget(LeaseId lease);

  /**
   * Makes the owner's leases that run or come up due {@link dev.berth.lease.model.Lease#AT_ONCE},
   * in the transaction that changes what is to be inside. Whoever looks at one of them just now
   * looks again: it is another version.
   */
  void outdated(UserId owner);

  /**
   * Nothing is known any more of any workspace, and each that runs is due, one after another until
   * then. What somebody else is just writing is left alone.
   */
  void forgetAll(Instant from, Duration within);
}
