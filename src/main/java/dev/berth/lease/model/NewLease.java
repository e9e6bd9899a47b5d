package dev.berth.lease.model;

import dev.berth.kernel.LeaseId;
import dev.berth.kernel.NodeId;
import dev.berth.kernel.UserId;
import java.time.Instant;
import java.util.Optional;

/**
 * A lease to be admitted.
 *
 * @param hostKey public half
 * @param sealedHostKey private half, encrypted
 * @param sealedSecrets password hash and secret variables, encrypted; empty where there are none
 * @param replay the client's Idempotency-Key with a digest of the request
 */
@SuppressWarnings("ArrayRecordComponent") // Opaque bytes on their way into a column.
public record NewLease(
    LeaseId id,
    UserId owner,
    String name,
    LeaseSpec spec,
    NodeId node,
    Term term,
    String hostKey,
    byte[] sealedHostKey,
    Optional<byte[]> sealedSecrets,
    Optional<Replay> replay,
    Instant now) {

  /** Marks requests that are the same one sent again. */
  public record Replay(String key, String digest) {}
}
